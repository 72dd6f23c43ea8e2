import {
  WasmCode,
  wasmModule,
  type WasmFunction,
  type WasmLocal,
  type WasmType,
} from "./wasmWriter.js";

/** Rows of a buffer are a multiple of this. */
export const rowsTogether = 4;
/** Outputs that are computed together. */
export const outputsTogether = 8;
const vectors = outputsTogether / 4;
/** What one is in the upper parts of numbers. */
const upperUnit = 65536;

const parameters: readonly WasmType[] = [
  "i32", // inputs: address of their lower parts, 16 bits with sign
  "i32", // bytes from there to their upper parts
  "i32", // bytes from row to row
  "i32", // address behind the last row
  "i32", // weights: address; for each block of outputs, for each pair of inputs, the pair of each output
  "i32", // bytes of the weights of a block
  "i32", // sums to begin with, of the block's outputs: address
  "i32", // outputs: address
  "i32", // bytes from lower to upper parts of outputs
  "i32", // bytes from row to row of outputs
  "f64", // what a sum is multiplied with
  "f64", // what a negative result is multiplied with
  "f64", // largest result, smallest its negative
  "f64", // what results of `last` are multiplied with at the end
];

/**
 * A WebAssembly module of dense layers in fixed point: inputs times 16-bit weights, summed in 32 bits, then scaled,
 * LeakyReLU, rounded half up, limited, in float64. Functions compute one block of 8 outputs of all rows: `hidden` writes
 * the lower and the upper 16 bits of outputs and returns whether there are upper parts other than 0, `last` writes
 * float64. `hiddenWide` and `lastWide` take inputs with upper parts.
 */
export function denseInt16Module(): Uint8Array<ArrayBuffer> {
  return wasmModule([
    layer("hidden", false, false),
    layer("hiddenWide", true, false),
    layer("last", false, true),
    layer("lastWide", true, true),
  ]);
}

function layer(name: string, wide: boolean, last: boolean): WasmFunction {
  const code = new WasmCode(parameters);
  const [
    inputs,
    inputParts,
    inputStride,
    end,
    weights,
    weightBytes,
    bias,
    outputs,
    outputParts,
    outputStride,
  ] = parameters.map((_, i) => code.parameter(i));
  const [scale, slope, largest, unit] = [10, 11, 12, 13].map((i) => code.parameter(i));
  const vector = (): WasmLocal => code.local("v128");
  const vectorsOf = (): WasmLocal[] => Array.from({ length: vectors }, vector);
  const address = (): WasmLocal => code.local("i32");
  const [scales, slopes, halves, highest, lowest, upperUnits, resultUnits] = Array.from(
    { length: 7 },
    vector,
  );
  code.get(scale).do("f64x2Splat").set(scales);
  code.get(slope).do("f64x2Splat").set(slopes);
  code.float(0.5).do("f64x2Splat").set(halves);
  code.get(largest).do("f64x2Splat").set(highest);
  code.get(highest).float(-1).do("f64x2Splat", "f64x2Mul").set(lowest);
  code.float(upperUnit).do("f64x2Splat").set(upperUnits);
  code.get(unit).do("f64x2Splat").set(resultUnits);
  // As many as there are registers for.
  const rows = Array.from({ length: wide ? rowsTogether / 2 : rowsTogether }, () => ({
    at: address(),
    sums: vectorsOf(),
    upperSums: wide ? vectorsOf() : [],
  }));
  const ownWeights = vectorsOf();
  const [weight, weightEnd] = [address(), address()];
  const [pair, numbers, upper, unfit] = Array.from({ length: 4 }, vector);

  const multiply = (sums: readonly WasmLocal[]): void => {
    sums.forEach((sum, v) => {
      code.get(sum, pair, ownWeights[v]).do("int32x4Dot", "int32x4Add").set(sum);
    });
  };
  /** Leaves two of four sums as float64. */
  const half = (sum: WasmLocal, second: boolean): void => {
    code.get(sum);
    if (second) code.get(sum).shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]);
    code.do("f64x2FromLowInt32");
  };
  /** Leaves two rounded results. */
  const rounded = (sum: WasmLocal, upperSum: WasmLocal | undefined, second: boolean): void => {
    half(sum, second);
    if (upperSum !== undefined) {
      half(upperSum, second);
      code.get(upperUnits).do("f64x2Mul", "f64x2Add");
    }
    code.get(scales).do("f64x2Mul").set(numbers);
    code.get(numbers, numbers, slopes).do("f64x2Mul", "f64x2Larger");
    code.get(halves).do("f64x2Add", "f64x2Floor");
    code.get(highest).do("f64x2Smaller").get(lowest).do("f64x2Larger");
  };

  code.loop(() => {
    rows.forEach(({ at, sums, upperSums }, r) => {
      if (r === 0) code.get(inputs);
      else code.get(rows[r - 1].at, inputStride).do("i32Add");
      code.set(at);
      sums.forEach((sum, v) =>
        code
          .get(bias)
          .load(16 * v)
          .set(sum),
      );
      for (const sum of upperSums) code.int(0).do("int32x4Splat").set(sum);
    });
    code.get(weights).set(weight).get(weights, weightBytes).do("i32Add").set(weightEnd);
    code.loop(() => {
      ownWeights.forEach((own, v) =>
        code
          .get(weight)
          .load(16 * v)
          .set(own),
      );
      for (const { at, sums, upperSums } of rows) {
        code.get(at).loadSplat().set(pair);
        multiply(sums);
        if (wide) {
          code.get(at, inputParts).do("i32Add").loadSplat().set(pair);
          multiply(upperSums);
        }
        code.get(at).int(4).do("i32Add").set(at);
      }
      code
        .get(weight)
        .int(16 * vectors)
        .do("i32Add")
        .set(weight);
      code.get(weight, weightEnd).do("i32LessUnsigned");
    });
    for (const { sums, upperSums } of rows) {
      sums.forEach((sum, v) => {
        if (last) {
          for (const second of [false, true]) {
            code.get(outputs);
            rounded(sum, upperSums[v], second);
            code
              .get(resultUnits)
              .do("f64x2Mul")
              .store(32 * v + (second ? 16 : 0));
          }
          return;
        }
        for (const second of [false, true]) {
          rounded(sum, upperSums[v], second);
          code.do("int32FromF64x2");
        }
        code.shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]).set(numbers);
        code.get(outputs, numbers, numbers);
        code.shuffle([0, 1, 4, 5, 8, 9, 12, 13, 0, 1, 4, 5, 8, 9, 12, 13]).storeLow(8 * v);
        // What is left when the lower parts are taken away with their signs.
        code
          .get(numbers)
          .int(upperUnit / 2)
          .do("int32x4Splat", "int32x4Add");
        code.int(16).do("int32x4ShiftRight").set(upper);
        code.get(upper, unfit).do("v128Or").set(unfit);
        code.get(outputs, outputParts).do("i32Add").get(upper, upper).do("int16x8Narrow");
        code.storeLow(8 * v);
      });
      code.get(outputs, outputStride).do("i32Add").set(outputs);
    }
    code.get(inputs);
    for (let r = 0; r < rows.length; r++) code.get(inputStride).do("i32Add");
    code.set(inputs).get(inputs, end).do("i32LessUnsigned");
  });
  if (!last) code.get(unfit).do("v128AnyTrue");
  return { name, parameters, results: last ? [] : ["i32"], code };
}
