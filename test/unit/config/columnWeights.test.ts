import { expect, it } from "vitest";
import { columnWeights } from "../../../src/config/columnWeights.js";

it("weighs columns by name, then by the last pattern that matches, 1 otherwise", () => {
  const weights = { "m*": 3, "*": 2, mass: 7, "p?": 5 };
  expect(columnWeights(weights, ["mass", "mu", "pt", "eta"])).toEqual([7, 2, 5, 2]);
  expect(columnWeights({ pt: 4 }, ["pt", "eta"])).toEqual([4, 1]);
});

it("says nothing where all columns count the same", () => {
  expect(columnWeights({}, ["pt", "eta"])).toBeNull();
  expect(columnWeights({ "*": 9 }, ["pt", "eta"])).toBeNull();
});
