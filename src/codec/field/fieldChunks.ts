import { ByteReader } from "../byteReader.js";
import type { ByteWriter } from "../byteWriter.js";
import { BitReader } from "../entropy/bitReader.js";
import { BitWriter } from "../entropy/bitWriter.js";
import { SymbolList, WideLaneDecoder } from "../masked/wideLanes.js";
import type { CodedField } from "./codedField.js";
import { fieldBits, type FieldIntervals } from "./fieldIntervals.js";
import { FieldSteps } from "./fieldSteps.js";
import type { FieldRows } from "./fieldRows.js";
import type { FieldShape } from "./neighbours.js";
import { wavefront, type Wavefront } from "./wavefront.js";

/** A lane costs about 6 bytes: so many bytes of values pay one. */
const bytesPerLane = 2048;
const mostLanes = 1024;

/** Codes the arrays of a chunk one after the other, each in the order of the wavefront. */
export class FieldChunks {
  constructor(private readonly fields: readonly CodedField[]) {}

  /**
   * Appends the values of a chunk.
   * @param intervals of the values of each array, in the order of the wavefront
   * @returns ideal code lengths of the arrays in bits
   */
  write(
    { order, starts }: Wavefront,
    rows: readonly FieldRows[],
    intervals: readonly FieldIntervals[],
    out: ByteWriter,
  ): number[] {
    const bits = intervals.map((own, i) =>
      fieldBits(own, this.fields[i].distribution.cells.lowBits),
    );
    const bytes = bits.reduce((sum, own) => sum + own, 0) / 8;
    let lanes = 1;
    while (lanes < mostLanes && 2 * lanes * bytesPerLane <= bytes) lanes *= 2;
    const symbols = new SymbolList();
    const raw = new BitWriter();
    this.fields.forEach(({ distribution }, i) => {
      const { classStarts, classSizes, starts: cellStarts, sizes } = intervals[i];
      const { cells } = distribution;
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
        if (cells.lowBits === 0) continue;
        for (let row = from; row < to; row++) {
          if (sizes[row] > 0) {
            raw.write(cells.withinCell(rows[i].indices[order[row]]), cells.lowBits);
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
      const steps = new FieldSteps(field, shape);
      const rows: FieldRows = {
        classes: new Uint16Array(order.length),
        indices: new Float64Array(order.length),
      };
      for (let step = 0; step + 1 < starts.length; step++) {
        const places = order.subarray(starts[step], starts[step + 1]);
        if (places.length > 0) await readStep(field, steps, places, decoder, raw, rows);
      }
      out.push(rows);
    }
    decoder.finish();
    if (reader.remaining > 0) reader.fail("there are bytes behind the values");
    return out;
  }
}

/** Decodes all places of a step. */
async function readStep(
  field: CodedField,
  steps: FieldSteps,
  places: Uint32Array,
  decoder: WideLaneDecoder,
  raw: BitReader,
  { classes, indices }: FieldRows,
): Promise<void> {
  const { distribution } = field;
  const { state } = steps;
  const { cells, classes: classIntervals, ordinary } = distribution;
  const lanes = decoder.laneCount;
  const { predictions, outputs } = await steps.look(places);
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
