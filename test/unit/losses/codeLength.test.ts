import { setBackend, tensor2d, valueAndGrad, type Tensor2D } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import { describe, expect, it } from "vitest";
import { MaskedDistribution } from "../../../src/codec/masked/maskedColumn.js";
import { ColumnCells } from "../../../src/codec/masked/columnCells.js";
import { codeLength } from "../../../src/losses/codeLength.js";
import { seededNormal, seededRandom } from "../codec/random.js";

const axis = { knots: [-5, 5], scores: [-5, 5] };
const components = 5;

/** Bits of one value as the coder spends them. */
function coderBits(step: number, outputs: Float64Array, own: number, index: number): number {
  const cells = new ColumnCells({ kind: "uniform", step }, axis, null, -5 / step, 5 / step);
  const distribution = new MaskedDistribution(
    { name: "x", atoms: [7, 8], axis, center: 0, spread: 1, relation: null },
    components,
    cells,
  );
  const { classSizes, cellSizes } = distribution.intervals(
    outputs,
    Uint16Array.of(own),
    Float64Array.of(index),
    null,
    1,
  );
  const bits = 26 - Math.log2(classSizes![0]);
  return own < 2 ? bits : bits + 26 - Math.log2(cellSizes![0]);
}

describe("the code length", () => {
  for (const step of [0.1, 1e-2, 1e-3, 2e-4]) {
    it(`in float32 is what the coder spends, at cells of ${step}`, () => {
      void setBackend("cpu");
      const normal = seededNormal(4);
      const random = seededRandom(5);
      for (let trial = 0; trial < 60; trial++) {
        const width = 3 * components + 3;
        const outputs = Float64Array.from({ length: width }, (_, i) => {
          const mean = i >= 2 * components && i < 3 * components ? -3 : 0;
          return Math.round(1024 * (mean + normal())) / 1024;
        });
        const own = Math.floor(3 * random());
        const index = Math.round((4 * random() - 2) / step);
        const shape = { components, classes: 3, cells: 10 / step + 1 };
        const column = (value: number): Tensor2D => tensor2d([[value]]);
        const loss = codeLength(
          tensor2d([[...outputs]]),
          { middle: column(index * step), width: column(step), class: column(own) },
          shape,
        ).dataSync()[0];
        const spent = coderBits(step, outputs, own, index);
        // Below 15 bits rounding of intervals and tables does not show.
        if (spent < 15) expect(Math.abs(loss - spent)).toBeLessThan(0.02);
      }
    });
  }

  it("has finite gradients far from all components", () => {
    void setBackend("cpu");
    const values = {
      middle: tensor2d([[5], [0]]),
      width: tensor2d([[1e-6], [3]]),
      class: tensor2d([[0], [0]]),
    };
    const { value, grad } = valueAndGrad((outputs) =>
      codeLength(outputs as Tensor2D, values, { components: 1, classes: 1, cells: 1000 }),
    )(
      tensor2d([
        [900, -4000, -4000],
        [-4000, 4000, 4000],
      ]),
    );
    expect(Number.isFinite(value.dataSync()[0])).toBe(true);
    expect([...grad.dataSync()].every(Number.isFinite)).toBe(true);
  });
});
