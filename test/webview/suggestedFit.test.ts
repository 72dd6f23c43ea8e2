import { describe, expect, it } from "vitest";
import type { ColumnEvaluation } from "../../src/protocol/evaluation.js";
import { suggestedFit } from "../../webview/sections/suggestedFit.js";
import { smallEvaluation } from "./support/smallRun.js";

function column(label: string, changes: Partial<ColumnEvaluation> = {}): ColumnEvaluation {
  const [first] = smallEvaluation().columns;
  const original = { ...first!.original, min: 0, max: 400, std: 20 };
  const counts = { ...first!.beforeAfter.original, counts: [1, 5, 90, 4] };
  return {
    ...first!,
    name: label,
    label,
    type: "float32",
    angle: false,
    boundKind: "absolute",
    original,
    beforeAfter: { ...first!.beforeAfter, edges: [0, 100, 160, 190, 400], original: counts },
    ...changes,
  };
}

const chosen = (...columns: ColumnEvaluation[]): { column: string; window: number[] } =>
  JSON.parse(suggestedFit(columns)) as { column: string; window: number[] };

describe("suggestedFit", () => {
  it("takes a mass around its fullest bin", () => {
    for (const name of ["jet_mass", "m", "GenJets.fM", "m_m"]) {
      const fit = chosen(column("event", { type: "int64" }), column("pt"), column(name));
      expect(fit).toMatchObject({ column: name, window: [155, 195] });
    }
  });

  it("takes another column only where it can have a peak", () => {
    const flat = { ...column("x").original, min: 3, max: 3 };
    const useless = [
      column("event", { type: "int64" }),
      column("phi", { angle: true }),
      column("constant", { original: flat }),
      column("id", { boundKind: "exact" }),
    ];
    expect(chosen(...useless, column("atom"), column("pt")).column).toBe("atom");
    expect(chosen(...useless)).toMatchObject({ column: "mass", window: [80, 100] });
  });
});
