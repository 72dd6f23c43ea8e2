import { describe, expect, it } from "vitest";
import { shortLabels } from "../../../src/data/shortLabels.js";

describe("shortLabels", () => {
  it("keeps the last part where it is unique", () => {
    expect(shortLabels(["jets.p4.fPt", "jets.p4.fEta", "m"])).toEqual(["fPt", "fEta", "m"]);
  });

  it("keeps as many parts as tell names apart", () => {
    expect(shortLabels(["a.x.pt", "b.x.pt", "b.y.pt"])).toEqual(["a.x.pt", "b.x.pt", "y.pt"]);
  });

  it("leaves names alone that have no parts, end in a dot, or are parts of others", () => {
    expect(shortLabels(["pt", "x.pt", "weight."])).toEqual(["pt", "x.pt", "weight."]);
  });
});
