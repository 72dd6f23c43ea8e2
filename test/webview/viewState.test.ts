import { describe, expect, it } from "vitest";
import { initialView, restoreView, saveView } from "../../webview/viewState.js";

const run = { key: "jets/007", runFolder: "runs/jets/007" };

describe("view state", () => {
  it("comes back as it was saved, for its own run only", () => {
    const view = {
      ...initialView,
      tab: "residuals" as const,
      column: "mass",
      smoothing: 0.6,
      asTable: ["loss"],
      sortBy: { column: 3, descending: true },
    };
    const saved = structuredClone(saveView(undefined, run, view));
    expect(restoreView(saved, run.key)).toEqual(view);
    expect(restoreView(saved, "jets/008")).toEqual(initialView);
    expect(saved).toMatchObject(run);
  });

  it("keeps the choices for other runs, the latest twenty", () => {
    let saved: unknown;
    for (let number = 1; number <= 30; number++) {
      saved = saveView(
        saved,
        { key: `jets/${number}`, runFolder: "" },
        { ...initialView, column: String(number) },
      );
    }
    expect(restoreView(saved, "jets/30").column).toBe("30");
    expect(restoreView(saved, "jets/11").column).toBe("11");
    expect(restoreView(saved, "jets/10")).toEqual(initialView);
  });

  it.each([undefined, null, 3, "x", [], { views: 1 }, { views: { "jets/007": null } }])(
    "starts afresh from %j",
    (saved) => {
      expect(restoreView(saved, run.key)).toEqual(initialView);
    },
  );

  it("drops single choices of a wrong type", () => {
    const views = {
      "jets/007": {
        tab: "latent",
        column: 7,
        smoothing: 5,
        asTable: [1, "loss"],
        lossScale: "linear",
      },
    };
    expect(restoreView({ views }, run.key)).toEqual({
      ...initialView,
      asTable: ["loss"],
      lossScale: "linear",
    });
  });
});
