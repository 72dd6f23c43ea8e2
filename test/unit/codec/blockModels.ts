import type { Table } from "../../../src/data/table.js";
import type { DenseModel, NetworkLayer } from "../../../src/models/trainedModel.js";
import { arrays, placesOf } from "./field/fields.js";
import { seededNormal } from "./random.js";
import { columnOf } from "./tables.js";

/** Arrays whose blocks follow from one hidden number each, and a little noise; one model that knows how. */
export interface PlantedBlocks {
  readonly table: Table;
  /** Its decoder is a transposed convolution, or a matrix. */
  readonly model: (decoder: "convolution" | "matrix") => DenseModel;
}

/** @param types of the arrays */
export function plantedBlocks(
  shape: readonly number[],
  block: readonly number[],
  noise: number,
  seed: number,
  types: readonly ("float32" | "float64")[] = ["float32"],
): PlantedBlocks {
  const normal = seededNormal(seed);
  const grid = shape.map((length, axis) => Math.ceil(length / block[axis]!));
  const hidden = Float64Array.from({ length: placesOf(grid) }, normal);
  const width = placesOf(block) * types.length;
  const pattern = Float32Array.from({ length: width }, () => 2 * Math.sign(normal()) + normal());
  const strides = shape.map((_, axis) => placesOf(shape.slice(axis + 1)));
  const table = arrays(
    shape,
    ...types.map((type, array) =>
      columnOf(`a${array}`, type, placesOf(shape), (at) => {
        const place = shape.map((length, axis) => Math.floor(at / strides[axis]!) % length);
        const inGrid = place.reduce(
          (sum, own, axis) => sum * grid[axis]! + Math.floor(own / block[axis]!),
          0,
        );
        const inBlock = place.reduce(
          (sum, own, axis) => sum * block[axis]! + (own % block[axis]!),
          0,
        );
        return hidden[inGrid]! * pattern[inBlock * types.length + array]! + noise * normal();
      }),
    ),
  );
  const size = pattern.reduce((sum, value) => sum + value ** 2, 0);
  const encoder: NetworkLayer = {
    inputs: width,
    outputs: 1,
    weights: pattern.map((value) => value / size),
    bias: new Float32Array(1),
    activation: "linear",
  };
  const along = block.filter((length) => length > 1);
  return {
    table,
    model: (decoder) => ({
      type: "dense",
      block,
      latent: 1,
      columns: table.columns.map(({ name }) => ({
        name,
        axis: { knots: [-8, 0, 8], scores: [-8, 0, 8] },
      })),
      encoder: [encoder],
      decoder: [
        {
          inputs: 1,
          outputs: width,
          weights: pattern,
          bias: new Float32Array(decoder === "matrix" ? width : types.length),
          activation: "linear",
          ...(decoder === "matrix"
            ? {}
            : {
                convolution: {
                  from: along,
                  channels: [types.length, 1],
                  kernel: along,
                  strides: along,
                  transposed: true,
                },
              }),
        } as NetworkLayer,
      ],
    }),
  };
}
