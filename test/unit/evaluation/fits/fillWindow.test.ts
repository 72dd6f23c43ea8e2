import { describe, expect, it } from "vitest";
import { fillWindow } from "../../../../src/evaluation/fits/fillWindow.js";
import { peakShapes } from "../../../../src/evaluation/fits/fitShapes.js";
import { SpectrumModel } from "../../../../src/evaluation/fits/spectrumModel.js";

const edges = Float64Array.of(0, 1, 2, 3, 4);

describe("fillWindow", () => {
  it("counts entries in bins, and shares them between the edges of their bin", () => {
    const { sums, squares, atEdges } = fillWindow(
      Float64Array.of(0.25, 1.5, 3.9, -1, 5, NaN),
      null,
      edges,
    );
    expect([...sums]).toEqual([1, 1, 0, 1]);
    expect(squares).toBeNull();
    const judge = [0.75, 0.25 + 0.5, 0.5, 0.1, 0.9];
    judge.forEach((each, i) => {
      expect(atEdges.sums[i]).toBeCloseTo(each, 12);
    });
  });

  it("takes entries on the window's ends by half", () => {
    const { sums, atEdges } = fillWindow(Float64Array.of(0, 4, 2), null, edges);
    expect([...sums]).toEqual([1, 0, 1, 1]);
    expect([...atEdges.sums]).toEqual([0.5, 0, 1, 0, 0.5]);
  });

  it("weights", () => {
    const { sums, squares, atEdges } = fillWindow(
      Float64Array.of(0.5, 2.25),
      Float64Array.of(3, -2),
      edges,
    );
    expect([...sums]).toEqual([3, 0, -2, 0]);
    expect([...squares!]).toEqual([9, 0, 4, 0]);
    expect([...atEdges.sums]).toEqual([1.5, 1.5, -1.5, -0.5, 0]);
    expect([...atEdges.squares!]).toEqual([4.5, 4.5, 3, 1, 0]);
  });
});

it("a spectrum's model at edges is its density times a hat around each of them", () => {
  const fine = 20_000;
  const model = new SpectrumModel([peakShapes.gaussian], edges, 1, "edges");
  const own = model.expected([10, 1.8, 0.7]);
  const judge = new Float64Array(5);
  let sum = 0;
  for (let i = 0; i < fine; i++) {
    const x = (4 * (i + 0.5)) / fine;
    const density = Math.exp(-0.5 * ((x - 1.8) / 0.7) ** 2);
    sum += density;
    for (let k = 0; k < 5; k++) judge[k] += density * Math.max(0, 1 - Math.abs(x - k));
  }
  judge.forEach((each, k) => {
    expect(own[k]).toBeCloseTo((10 * each) / sum, 5);
  });
});
