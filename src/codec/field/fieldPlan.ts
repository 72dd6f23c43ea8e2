import type { Progress } from "../../data/fileAccess.js";
import type { FieldModel } from "../../models/fieldModel.js";
import { ByteWriter } from "../byteWriter.js";
import { openChunkWork, type CodedChunk } from "../chunkWork.js";
import { countParameters } from "../countParameters.js";
import { sumsStayExact, toCoarseFixedPoint } from "../fixedPointNetwork.js";
import type { QuantizedColumn } from "../grids/quantizeColumn.js";
import type { StoredFieldModel } from "../header.js";
import type { NetworkRunners } from "../networkRunners.js";
import { chunkShape } from "./chunkShapes.js";
import { inTurn } from "../inTurn.js";
import { CodedField, type FieldCoding, type FieldParts } from "./codedField.js";
import { FieldChunks } from "./fieldChunks.js";
import { fieldBits, FieldIntervalMaker, fillField, type FieldIntervals } from "./fieldIntervals.js";
import type { FieldRows } from "./fieldRows.js";
import type { FieldCells, FieldState } from "./fieldState.js";
import type { FieldShape } from "./neighbours.js";
import { writeField } from "./fieldMember.js";
import { hasFewSteps, wavefront } from "./wavefront.js";
import { isFieldGrid, prepareField, type PreparedField } from "./prepareField.js";

/** Weights are tried on grids of 2^-5 ... 2^-8. */
const weightBitsTried = [5, 6, 7, 8];
/** Places of the first chunk on which candidates are measured. */
const samplePlaces = 16_384;
/** Places whose intervals one thread computes at a time. */
const placesPerPiece = 32_768;

export interface FieldPlanSource {
  readonly shape: readonly number[];
  /** Values of an array per chunk. */
  readonly chunkRows: number;
  readonly quantized: readonly QuantizedColumn[];
  /** Bits of each array by itself, tables included. */
  readonly plainBits: readonly number[];
  readonly model: FieldModel;
  /** Positions of the model's arrays in the table. */
  readonly positions: readonly number[];
  readonly networks: NetworkRunners;
  readonly progress?: Progress;
}

/** An array that the network codes. */
interface Chosen {
  readonly position: number;
  readonly prepared: PreparedField;
  readonly coding: FieldCoding;
}

/** The networks of arrays made ready for one file: which arrays they code, on which grid their weights lie. */
export class FieldPlan {
  /** Bits of the coded arrays written so far, by position in the table. */
  readonly bits = new Map<number, number>();

  private constructor(
    private readonly source: FieldPlanSource,
    private readonly chosen: readonly Chosen[],
    private readonly weightBits: number,
    private readonly fields: readonly CodedField[],
    /** The arrays' values in the first chunk, by position, until they are written. */
    private readonly firstChunk: Map<number, FieldState>,
  ) {}

  /**
   * Chooses what takes the fewest bits, measured on a sample of places.
   * @returns null where the model makes the file no smaller
   */
  static async create(source: FieldPlanSource): Promise<FieldPlan | null> {
    const { model, positions, quantized, plainBits, progress, networks } = source;
    const values = quantized[0].column.values.length;
    if (!hasFewSteps(chunkShape(source.shape, 0, Math.min(values, source.chunkRows)))) return null;
    const usable = model.columns.flatMap((column, c) => {
      const position = positions[c];
      if (!isFieldGrid(quantized[position])) return [];
      const prepared = prepareField(column.name, column.atoms, quantized[position]);
      return prepared.cells.count > 1 || column.atoms.length > 0
        ? [{ column, position, prepared }]
        : [];
    });
    const firstChunk = new Map<number, FieldState>();
    let best: { chosen: Chosen[]; bits: number; weightBits: number } | null = null;
    for (const [i, weightBits] of weightBitsTried.entries()) {
      progress?.report(i / weightBitsTried.length, "Comparing candidates");
      const chosen: Chosen[] = [];
      let bits = 0;
      for (const { column, position, prepared } of usable) {
        const network = toCoarseFixedPoint(column.layers, weightBits);
        if (!sumsStayExact(network)) continue;
        const coding: FieldCoding = { ...column, network };
        const own = await measure(source, { position, prepared, coding }, firstChunk);
        const member = 8 * writeField([coding], model.dimensions, weightBits).length;
        if (own + member >= plainBits[position]) continue;
        chosen.push({ position, prepared, coding });
        bits += own + member - plainBits[position];
      }
      if (chosen.length > 0 && (best === null || bits < best.bits)) {
        best = { chosen, bits, weightBits };
      }
    }
    if (best === null) return null;
    const fields: CodedField[] = [];
    for (const one of best.chosen) {
      fields.push(await CodedField.create(partsOf(source, one), networks));
    }
    return new FieldPlan(source, best.chosen, best.weightBits, fields, firstChunk);
  }

  /** The array as it is coded and the limits of its indices; null where no network codes it. */
  columnAt(position: number): {
    quantized: QuantizedColumn;
    limits: readonly [number, number];
    coded: boolean;
    patterned: null;
  } | null {
    const found = this.chosen.find((one) => one.position === position);
    if (found === undefined) return null;
    const { limits, asCoded } = found.prepared;
    return { quantized: asCoded, limits, coded: true, patterned: null };
  }

  /** What the header tells of the model. */
  get stored(): StoredFieldModel {
    return {
      type: "field",
      latent: 0,
      columns: this.chosen.map(({ position }) => position),
      parameters: countParameters(this.chosen.flatMap(({ coding }) => coding.network.layers)),
      components: this.source.model.components,
      weightBits: this.weightBits,
    };
  }

  /** Bytes of the model's member. */
  get member(): Uint8Array<ArrayBuffer> {
    const codings = this.chosen.map(({ coding }) => coding);
    return writeField(codings, this.source.model.dimensions, this.weightBits);
  }

  /** Chunks that are written at the same time. */
  readonly threads = 1;

  /** The coded arrays of values from ... to. */
  async write(from: number, to: number): Promise<CodedChunk> {
    const out = new ByteWriter();
    const rows = this.chosen.map(({ prepared }) => rowsOf(prepared, from, to));
    const shape = chunkShape(this.source.shape, from, to);
    const front = wavefront(shape);
    const intervals: FieldIntervals[] = [];
    for (const [i, one] of this.chosen.entries()) {
      const measured = from === 0 ? this.firstChunk.get(one.position) : undefined;
      this.firstChunk.delete(one.position);
      const cells = measured ?? fillField(this.fields[i], shape, rows[i], front);
      intervals.push(await this.intervals(one, shape, cells, rows[i], front.order));
    }
    const bits = new FieldChunks(this.fields).write(front, rows, intervals, out);
    return { bytes: out.toBytes(), bits };
  }

  /** The intervals of an array of a chunk, computed by all threads. */
  private async intervals(
    one: Chosen,
    shape: FieldShape,
    { cells, errorLogs, special, predictions }: FieldCells,
    { classes }: FieldRows,
    order: Uint32Array,
  ): Promise<FieldIntervals> {
    const { networks, progress } = this.source;
    const parts = {
      ...partsOf(this.source, one),
      shape,
      cells: { cells, errorLogs, special, predictions },
    };
    const pieces = Math.ceil(order.length / placesPerPiece);
    const work = await openChunkWork("fieldIntervals", parts, pieces, networks);
    try {
      const out: FieldIntervals[] = [];
      await inTurn(
        0,
        pieces,
        (piece) => {
          progress?.signal.throwIfAborted();
          const places = order.slice(piece * placesPerPiece, (piece + 1) * placesPerPiece);
          return work.run({ places, classes: pick(classes, places) });
        },
        (own) => {
          out.push(own);
        },
        2 * work.threads,
      );
      return joined(out);
    } finally {
      await work.dispose();
    }
  }

  /** Counts the bits of a chunk. */
  add({ bits }: CodedChunk): void {
    bits.forEach((own, i) => {
      const { position } = this.chosen[i];
      this.bits.set(position, (this.bits.get(position) ?? 0) + own);
    });
  }

  async dispose(): Promise<void> {
    this.firstChunk.clear();
    for (const field of this.fields) await field.dispose();
  }
}

function partsOf({ model }: FieldPlanSource, { prepared, coding }: Chosen): FieldParts {
  const { dimensions, components } = model;
  return { dimensions, coding, components, limits: prepared.limits };
}

/** Bits of a whole array, from a sample of the places of its first chunk. */
async function measure(
  source: FieldPlanSource,
  one: Chosen,
  firstChunk: Map<number, FieldState>,
): Promise<number> {
  const { shape, chunkRows, networks, progress } = source;
  const { prepared, position } = one;
  progress?.signal.throwIfAborted();
  const total = prepared.shown.indices.length;
  const end = Math.min(total, chunkRows);
  const rows = rowsOf(prepared, 0, end);
  const parts = partsOf(source, one);
  const first = chunkShape(shape, 0, end);
  let cells = firstChunk.get(position);
  if (cells === undefined) {
    const field = await CodedField.create(parts, networks);
    cells = fillField(field, first, rows);
    await field.dispose();
    firstChunk.set(position, cells);
  }
  const maker = await FieldIntervalMaker.create({ ...parts, shape: first, cells }, networks);
  try {
    const count = Math.min(samplePlaces, end);
    const places = Uint32Array.from({ length: count }, (_, i) =>
      Math.floor(((i + 0.5) * end) / count),
    );
    const classes = pick(rows.classes, places);
    const bits = fieldBits(await maker.run({ places, classes }), prepared.cells.lowBits);
    return (bits * total) / places.length + prepared.unknownBits;
  } finally {
    await maker.dispose();
  }
}

function pick(classes: Uint16Array, places: Uint32Array): Uint16Array {
  const out = new Uint16Array(places.length);
  for (let i = 0; i < places.length; i++) out[i] = classes[places[i]];
  return out;
}

function joined(parts: readonly FieldIntervals[]): FieldIntervals {
  const join = (pick: (part: FieldIntervals) => Float64Array): Float64Array => {
    const out = new Float64Array(parts.reduce((sum, part) => sum + pick(part).length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(pick(part), at);
      at += pick(part).length;
    }
    return out;
  };
  const classes = parts.some(({ classStarts }) => classStarts !== null);
  return {
    classStarts: classes ? join(({ classStarts }) => classStarts!) : null,
    classSizes: classes ? join(({ classSizes }) => classSizes!) : null,
    starts: join(({ starts }) => starts),
    sizes: join(({ sizes }) => sizes),
  };
}

function rowsOf({ shown }: PreparedField, from: number, to: number): FieldRows {
  return { classes: shown.classes.subarray(from, to), indices: shown.indices.subarray(from, to) };
}
