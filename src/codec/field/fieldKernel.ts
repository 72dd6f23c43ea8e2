import {
  WasmCode,
  wasmModule,
  type WasmLocal,
  type WasmType,
} from "../../graph/wasm/wasmWriter.js";

/** Where numbers of an array and of places to look at lie in memory, in bytes. */
export interface FieldAddresses {
  /** 32 bits for each place of the array. */
  readonly cells: number;
  /** 16 bits for each place of the array. */
  readonly errorLogs: number;
  /** 32 bits for each place to look at: which it is, in the array. */
  readonly places: number;
  /** 32 bits for each: where in the following it comes. */
  readonly slots: number;
  /** 32 bits for each slot. */
  readonly predictions: number;
  /** 16 bits for each feature of each slot. */
  readonly rows: number;
  readonly rowBytes: number;
}

/** What is computed at places that have all neighbours. */
export interface FieldKernelParts {
  readonly addresses: FieldAddresses;
  /** Neighbours whose values are seen, and those whose errors are, as differences of places. */
  readonly values: Int32Array;
  readonly errors: Int32Array;
  /** Of all values but the first, in units of 1 / `coefficientUnit`. */
  readonly coefficients: Float64Array;
  readonly coefficientUnit: number;
  /** A prediction is at most this, in units of 1 / `predictionUnit` cells. */
  readonly largestPrediction: number;
  readonly predictionUnit: number;
  /** A difference in units of a prediction is divided by 2^shift, and rounded, to be a feature ... */
  readonly shift: number;
  /** ... which is at most this. */
  readonly largestFeature: number;
}

/** Each for the first so many of the places to look at, one at least. */
export interface FieldKernel {
  /** Writes predictions. */
  readonly predict: (places: number) => void;
  /** Writes, from predictions, features of values, of errors and of sizes of errors. */
  readonly look: (places: number) => void;
}

/** Shifts that `look` can make. */
export function isKernelShift(shift: number): boolean {
  return shift >= -13 && shift <= 24;
}

/**
 * Compiles what is done at most places of an array, four neighbours at a time where they lie side by side. All is exact,
 * so that the results are those of one after the other.
 */
export function fieldKernel(memory: WebAssembly.Memory, parts: FieldKernelParts): FieldKernel {
  const module = new WebAssembly.Module(
    wasmModule([
      { name: "predict", parameters, results: [], code: predictCode(parts) },
      { name: "look", parameters, results: [], code: lookCode(parts) },
    ]),
  );
  const { exports } = new WebAssembly.Instance(module, { host: { memory } });
  return exports as unknown as FieldKernel;
}

const parameters: readonly WasmType[] = ["i32"];

/** Up to four neighbours side by side. */
interface Run {
  readonly offset: number;
  /** Number of the first. */
  readonly from: number;
  readonly count: number;
}

function runsOf(offsets: Int32Array): Run[] {
  const runs: Run[] = [];
  for (let from = 0, to = 0; from < offsets.length; from = to) {
    for (to = from + 1; to < Math.min(offsets.length, from + 4); to++) {
      if (offsets[to] !== offsets[from] + to - from) break;
    }
    runs.push({ offset: offsets[from], from, count: to - from });
  }
  return runs;
}

/** Code that does `body` for each place to look at. */
function forEachPlace(
  { places, slots }: FieldAddresses,
  body: (code: WasmCode, place: WasmLocal, slot: WasmLocal) => void,
): WasmCode {
  const code = new WasmCode(parameters);
  const [next, place, slot] = [code.local("i32"), code.local("i32"), code.local("i32")];
  code.loop(() => {
    code.get(next).loadInt(places).set(place);
    code.get(next).loadInt(slots).set(slot);
    body(code, place, slot);
    code.get(next).int(4).do("i32Add").set(next);
    code.get(next, code.parameter(0)).int(2).do("i32ShiftLeft", "i32LessUnsigned");
  });
  return code;
}

function predictCode(parts: FieldKernelParts): WasmCode {
  const { addresses, values, coefficients, coefficientUnit, predictionUnit } = parts;
  return forEachPlace(addresses, (code, place, slot) => {
    const [at, base] = [code.local("i32"), code.local("v128")];
    const [difference, sum] = [code.local("v128"), code.local("v128")];
    const upper = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
    code.get(place).int(2).do("i32ShiftLeft").set(at);
    code
      .get(at)
      .int(addresses.cells + 4 * values[0])
      .do("i32Add")
      .loadSplat()
      .set(base);
    code.floats(0, 0).set(sum);
    for (const { offset, from, count } of runsOf(values)) {
      const own = [0, 1, 2, 3].map((i) => {
        const of = from + i - 1;
        return i < count && of >= 0 ? coefficients[of] : 0;
      });
      code
        .get(at)
        .int(addresses.cells + 4 * offset)
        .do("i32Add")
        .load();
      code.get(base).do("int32x4Subtract").set(difference);
      code.get(difference).do("f64x2FromLowInt32").floats(own[0], own[1]).do("f64x2Mul");
      code.get(sum).do("f64x2Add").set(sum);
      if (own[2] === 0 && own[3] === 0) continue;
      code.get(difference, difference).shuffle(upper).do("f64x2FromLowInt32");
      code.floats(own[2], own[3]).do("f64x2Mul").get(sum).do("f64x2Add").set(sum);
    }
    code.get(sum, sum, sum).shuffle(upper).do("f64x2Add");
    code.get(base).do("f64x2FromLowInt32").floats(coefficientUnit, coefficientUnit);
    code.do("f64x2Mul", "f64x2Add");
    const scale = predictionUnit / coefficientUnit;
    code.floats(scale, scale).do("f64x2Mul").floats(0.5, 0.5).do("f64x2Add", "f64x2Floor");
    const { largestPrediction } = parts;
    code.floats(largestPrediction, largestPrediction).do("f64x2Smaller");
    code.floats(0, 0).do("f64x2Larger", "int32FromF64x2").set(sum);
    code.get(slot).int(2).do("i32ShiftLeft").get(sum).storeQuarter(addresses.predictions);
  });
}

function lookCode(parts: FieldKernelParts): WasmCode {
  const { addresses, values, errors, shift, largestFeature, predictionUnit } = parts;
  return forEachPlace(addresses, (code, place, slot) => {
    const [at, row] = [code.local("i32"), code.local("i32")];
    const [prediction, found] = [code.local("v128"), code.local("v128")];
    const most = Math.min(2 ** 30, largestFeature * 2 ** shift);
    code.get(slot).int(2).do("i32ShiftLeft").loadSplat(addresses.predictions).set(prediction);
    code.get(slot).int(addresses.rowBytes).do("i32Multiply").set(row);
    code.get(place).int(2).do("i32ShiftLeft").set(at);
    for (const { offset, from } of runsOf(values)) {
      code
        .get(at)
        .int(addresses.cells + 4 * offset)
        .do("i32Add")
        .load();
      code.int(Math.log2(predictionUnit)).do("int32x4ShiftLeft");
      code.get(prediction).do("int32x4Subtract");
      code.int(most).do("int32x4Splat", "int32x4Smaller");
      code.int(-most).do("int32x4Splat", "int32x4Larger");
      if (shift > 0) {
        code.int(2 ** (shift - 1)).do("int32x4Splat", "int32x4Add");
        code.int(shift).do("int32x4ShiftRight");
      } else if (shift < 0) code.int(-shift).do("int32x4ShiftLeft");
      code.set(found).get(row, found, found).do("int16x8Narrow");
      code.storeLow(addresses.rows + 2 * from);
    }
    code.get(place).int(1).do("i32ShiftLeft").set(at);
    const runs = runsOf(errors);
    // What a run writes behind itself is overwritten by the next: so first all errors, then all sizes.
    for (const sizes of [false, true]) {
      for (const { offset, from, count } of runs) {
        code
          .get(at)
          .int(addresses.errorLogs + 2 * offset)
          .do("i32Add")
          .loadLow();
        if (sizes) code.do("int16x8Size");
        code.set(found);
        const to = addresses.rows + 2 * (values.length + (sizes ? errors.length : 0) + from);
        // Behind all sizes stands what others write.
        if (!sizes || from + 4 <= errors.length) code.get(row, found).storeLow(to);
        else for (let i = 0; i < count; i++) code.get(row, found).storeEighth(i, to + 2 * i);
      }
    }
  });
}
