import { expect, it } from "vitest";
import { lossPartsChart } from "../../../webview/charts/courseCharts.js";
import type { Curves } from "../../../webview/charts/series.js";
import { readTheme } from "../../../webview/charts/theme.js";

const record = (step: number, parts: Record<string, number>): Curves["train"][number] => ({
  kind: "train",
  step,
  epoch: step / 10,
  time: step,
  loss: 1,
  parts,
  learningRate: 0.001,
  rowsPerSecond: 1,
});

interface Drawn {
  readonly data: { readonly datasets: readonly { label: string; data: { y: number }[] }[] };
  readonly options: { readonly scales: { readonly y: { readonly type: string } } };
}

function drawn(...train: Curves["train"][number][]): Drawn {
  const curves = { train, validation: [], best: null } as unknown as Curves;
  return lossPartsChart(readTheme(), curves, "step") as unknown as Drawn;
}

it("draws each term of the loss as a curve of its own, by its name", () => {
  const { data, options } = drawn(
    ...[0, 1, 2, 3, 4, 5].map((step) =>
      record(step, { reconstruction: 0.5, kl: step / 1000, "target.energy": 0.2 }),
    ),
  );
  expect(data.datasets.map(({ label }) => label)).toEqual([
    "reconstruction",
    "KL divergence",
    "error of energy",
  ]);
  expect(options.scales.y.type).toBe("logarithmic");
  // A weight that warms up is 0 in the beginning, which a log axis cannot show.
  expect(data.datasets[1].data.map(({ y }) => y)).toEqual([0.001, 0.002, 0.003, 0.004, 0.005]);
});

it("draws terms that scatter around zero on a linear axis, and names it does not know as they are", () => {
  const { data, options } = drawn(
    ...[1, 2, 3].map((step) => record(step, { own: 0.1, discrepancy: step % 2 ? -0.01 : 0.01 })),
  );
  expect(data.datasets.map(({ label }) => label)).toEqual(["own", "discrepancy (MMD)"]);
  expect(options.scales.y.type).toBe("linear");
  expect(data.datasets[1].data.length).toBe(3);
});
