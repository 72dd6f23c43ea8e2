import { ByteReader } from "../byteReader.js";
import type { ByteWriter } from "../byteWriter.js";
import { BitReader } from "../entropy/bitReader.js";
import { BitWriter } from "../entropy/bitWriter.js";
import { scale as intervalScale } from "../masked/mixture.js";
import { SymbolList, WideLaneDecoder } from "../masked/wideLanes.js";
import type { CodedField } from "./codedField.js";
import type { FieldFeatures } from "./fieldFeatures.js";
import type { FieldState } from "./fieldState.js";
import type { FieldShape } from "./neighbours.js";
import { wavefront } from "./wavefront.js";

/** One array of a chunk: the class of each value (a number of an atom, or behind them), and the indices of all others. */
export interface FieldRows {
  readonly classes: Uint16Array;
  readonly indices: Float64Array;
}

/** Places whose intervals are computed at once where all values are known. */
const batchRows = 4096;
/** A lane costs about 6 bytes: so many bytes of values pay one. */
const bytesPerLane = 2048;
const mostLanes = 1024;

/** Intervals of the values of one array, place by place. */
interface FieldIntervals {
  /** Sizes are 0 where there is no symbol. */
  readonly classStarts: Float64Array | null;
  readonly classSizes: Float64Array | null;
  readonly starts: Float64Array;
  readonly sizes: Float64Array;
}

/** Codes the arrays of a chunk one after the other, each in the order of the wavefront. */
export class FieldChunks {
  constructor(private readonly fields: readonly CodedField[]) {}

  /** Appends the values of a chunk. @returns ideal code lengths of the arrays in bits */
  async write(
    shape: FieldShape,
    rows: readonly FieldRows[],
    out: ByteWriter,
    signal?: AbortSignal,
  ): Promise<number[]> {
    const { order, starts } = wavefront(shape);
    const intervals: FieldIntervals[] = [];
    for (const [i, field] of this.fields.entries()) {
      const known = fillField(field, shape, rows[i], order);
      intervals.push(await intervalsOf(field, known, rows[i], order, signal));
    }
    const bits = intervals.map((own, i) => fieldBits(own, this.fields[i]));
    const bytes = bits.reduce((sum, own) => sum + own, 0) / 8;
    let lanes = 1;
    while (lanes < mostLanes && 2 * lanes * bytesPerLane <= bytes) lanes *= 2;
    const symbols = new SymbolList();
    const raw = new BitWriter();
    this.fields.forEach(({ distribution }, i) => {
      const { classStarts, classSizes, starts: cellStarts, sizes } = intervals[i];
      const { lowBits, lowest } = distribution.cells;
      for (let step = 0; step + 1 < starts.length; step++) {
        const [from, to] = [starts[step], starts[step + 1]];
        const add = (symbolStarts: Float64Array, symbolSizes: Float64Array): void => {
          for (let row = from; row < to; row++) {
            if (symbolSizes[row] > 0) {
              symbols.add((row - from) % lanes, symbolStarts[row], symbolSizes[row]);
            }
          }
        };
        if (classStarts !== null) add(classStarts, classSizes!);
        add(cellStarts, sizes);
        if (lowBits === 0) continue;
        for (let row = from; row < to; row++) {
          if (sizes[row] > 0) {
            raw.write((rows[i].indices[order[row]] - lowest) % 2 ** lowBits, lowBits);
          }
        }
      }
    });
    const rawBytes = raw.toBytes();
    out.varint(rawBytes.length);
    out.append(rawBytes);
    symbols.write(lanes, out);
    return bits;
  }

  /** Reads what `write` wrote. @throws FileFormatError where the bytes are damaged */
  async read(bytes: Uint8Array, shape: FieldShape): Promise<FieldRows[]> {
    const reader = new ByteReader(bytes, "a chunk");
    const raw = new BitReader(reader.take(reader.varint(reader.remaining)), "a chunk");
    const decoder = new WideLaneDecoder(reader);
    const { order, starts } = wavefront(shape);
    const out: FieldRows[] = [];
    for (const field of this.fields) {
      const { state, features } = field.open(shape);
      const rows: FieldRows = {
        classes: new Uint16Array(order.length),
        indices: new Float64Array(order.length),
      };
      for (let step = 0; step + 1 < starts.length; step++) {
        const places = order.subarray(starts[step], starts[step + 1]);
        await readStep(field, state, features, places, decoder, raw, rows);
      }
      out.push(rows);
    }
    decoder.finish();
    if (reader.remaining > 0) reader.fail("there are bytes behind the values");
    return out;
  }
}

/** A chunk of which all is known. */
export type KnownField = ReturnType<CodedField["open"]>;

/** Enters all values of an array of a chunk. */
export function fillField(
  field: CodedField,
  shape: FieldShape,
  { classes, indices }: FieldRows,
  order: Uint32Array = wavefront(shape).order,
): KnownField {
  const { cells, ordinary } = field.distribution;
  const known = field.open(shape);
  for (const at of order) {
    const cell = classes[at] === ordinary ? cells.cellOf(indices[at]) : null;
    known.state.enter(at, cell, known.features.predict(at));
  }
  return known;
}

/**
 * Ideal code lengths in bits of the values at some places of a chunk.
 * @param known the same for all networks of an array
 */
export async function bitsAt(
  field: CodedField,
  known: KnownField,
  rows: FieldRows,
  places: Uint32Array,
  signal?: AbortSignal,
): Promise<number> {
  return fieldBits(await intervalsOf(field, known, rows, places, signal), field);
}

/** The intervals of values at `places`, in their order, where all values are known. */
async function intervalsOf(
  field: CodedField,
  { state, features }: KnownField,
  rows: FieldRows,
  places: Uint32Array,
  signal: AbortSignal | undefined,
): Promise<FieldIntervals> {
  const { distribution } = field;
  const { classes: classIntervals, ordinary } = distribution;
  const numbers = (): Float64Array => new Float64Array(places.length);
  const out: FieldIntervals = {
    classStarts: classIntervals === null ? null : numbers(),
    classSizes: classIntervals === null ? null : numbers(),
    starts: numbers(),
    sizes: numbers(),
  };
  const width = features.count;
  for (let from = 0; from < places.length; from += batchRows) {
    signal?.throwIfAborted();
    const count = Math.min(batchRows, places.length - from);
    const inputs = new Float64Array(count * width);
    const predictions = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      predictions[i] = features.write(places[from + i], inputs, i * width);
    }
    const outputs = await field.run(inputs, count);
    for (let i = 0; i < count; i++) {
      const at = places[from + i];
      const own = rows.classes[at];
      if (classIntervals !== null) {
        distribution.setClasses(outputs, i);
        const start = classIntervals.starts[own];
        out.classStarts![from + i] = start;
        out.classSizes![from + i] = classIntervals.starts[own + 1] - start;
      }
      if (own !== ordinary) continue;
      distribution.setMixture(outputs, i, predictions[i]);
      const cell = state.cells[at];
      const { mixture, places: cellPlaces } = distribution;
      const start = mixture.start(cellPlaces, cell);
      out.starts[from + i] = start;
      out.sizes[from + i] = mixture.start(cellPlaces, cell + 1) - start;
    }
  }
  return out;
}

/** Decodes all places of a step. */
async function readStep(
  field: CodedField,
  state: FieldState,
  features: FieldFeatures,
  places: Uint32Array,
  decoder: WideLaneDecoder,
  raw: BitReader,
  { classes, indices }: FieldRows,
): Promise<void> {
  if (places.length === 0) return;
  const { distribution } = field;
  const { cells, classes: classIntervals, ordinary } = distribution;
  const lanes = decoder.laneCount;
  const width = features.count;
  const inputs = new Float64Array(places.length * width);
  const predictions = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) {
    predictions[i] = features.write(places[i], inputs, i * width);
  }
  const outputs = await field.run(inputs, places.length);
  for (let i = 0; i < places.length; i++) {
    classes[places[i]] = ordinary;
    if (classIntervals === null) continue;
    const lane = i % lanes;
    distribution.setClasses(outputs, i);
    const own = classIntervals.locate(decoder.slot(lane));
    const start = classIntervals.starts[own];
    decoder.take(lane, start, classIntervals.starts[own + 1] - start);
    classes[places[i]] = own;
  }
  for (let i = 0; i < places.length; i++) {
    const at = places[i];
    if (classes[at] !== ordinary) {
      state.enter(at, null, predictions[i]);
      continue;
    }
    const lane = i % lanes;
    distribution.setMixture(outputs, i, predictions[i]);
    const { mixture } = distribution;
    const cell = mixture.locate(distribution.places, decoder.slot(lane));
    decoder.take(lane, mixture.foundStart, mixture.foundEnd - mixture.foundStart);
    state.enter(at, cell, predictions[i]);
    indices[at] = cells.firstIndex(cell);
  }
  if (cells.lowBits === 0) return;
  for (const at of places) if (classes[at] === ordinary) indices[at] += raw.read(cells.lowBits);
}

function fieldBits({ classSizes, sizes }: FieldIntervals, { distribution }: CodedField): number {
  let bits = 0;
  for (const size of classSizes ?? []) if (size > 0) bits += Math.log2(intervalScale / size);
  const { lowBits } = distribution.cells;
  for (const size of sizes) if (size > 0) bits += Math.log2(intervalScale / size) + lowBits;
  return bits;
}
