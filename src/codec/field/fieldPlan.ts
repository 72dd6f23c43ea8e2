import type { Progress } from "../../data/fileAccess.js";
import type { FieldModel } from "../../models/fieldModel.js";
import { ByteWriter } from "../byteWriter.js";
import type { CodedChunk } from "../chunkWork.js";
import { countParameters } from "../countParameters.js";
import { sumsStayExact, toCoarseFixedPoint } from "../fixedPointNetwork.js";
import type { QuantizedColumn } from "../grids/quantizeColumn.js";
import type { StoredFieldModel } from "../header.js";
import type { NetworkRunners } from "../networkRunners.js";
import { chunkShape } from "./chunkShapes.js";
import { CodedField, type FieldCoding } from "./codedField.js";
import { bitsAt, FieldChunks, fillField, type FieldRows, type KnownField } from "./fieldChunks.js";
import { writeField } from "./fieldMember.js";
import { hasFewSteps } from "./wavefront.js";
import { isFieldGrid, prepareField, type PreparedField } from "./prepareField.js";

/** Weights are tried on grids of 2^-5 ... 2^-8. */
const weightBitsTried = [5, 6, 7, 8];
/** Places of the first chunk on which candidates are measured. */
const samplePlaces = 32_768;

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
    const samples = new Map<number, Sample>();
    let best: { chosen: Chosen[]; bits: number; weightBits: number } | null = null;
    for (const [i, weightBits] of weightBitsTried.entries()) {
      progress?.report(i / weightBitsTried.length, "Comparing candidates");
      const chosen: Chosen[] = [];
      let bits = 0;
      for (const { column, position, prepared } of usable) {
        const network = toCoarseFixedPoint(column.layers, weightBits);
        if (!sumsStayExact(network)) continue;
        const coding: FieldCoding = { ...column, network };
        const own = await measure(source, { position, prepared, coding }, samples);
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
    for (const one of best.chosen) fields.push(await open(source, one, networks));
    return new FieldPlan(source, best.chosen, best.weightBits, fields);
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
    const { signal } = this.source.progress ?? {};
    const bits = await new FieldChunks(this.fields).write(shape, rows, out, signal);
    return { bytes: out.toBytes(), bits };
  }

  /** Counts the bits of a chunk. */
  add({ bits }: CodedChunk): void {
    bits.forEach((own, i) => {
      const { position } = this.chosen[i];
      this.bits.set(position, (this.bits.get(position) ?? 0) + own);
    });
  }

  async dispose(): Promise<void> {
    for (const field of this.fields) await field.dispose();
  }
}

function open(
  { model, progress }: FieldPlanSource,
  { prepared, coding }: Chosen,
  networks: NetworkRunners,
): Promise<CodedField> {
  progress?.signal.throwIfAborted();
  return CodedField.create(model.dimensions, coding, model.components, prepared.cells, networks);
}

/** Values of the first chunk, on a sample of whose places candidates are measured. */
interface Sample {
  readonly known: KnownField;
  readonly places: Uint32Array;
}

/** Bits of a whole array, from a sample of the places of its first chunk. */
async function measure(
  source: FieldPlanSource,
  one: Chosen,
  samples: Map<number, Sample>,
): Promise<number> {
  const { shape, chunkRows, networks, progress } = source;
  const { prepared, position } = one;
  const total = prepared.shown.indices.length;
  const end = Math.min(total, chunkRows);
  const rows = rowsOf(prepared, 0, end);
  const field = await open(source, one, networks);
  try {
    let sample = samples.get(position);
    if (sample === undefined) {
      const count = Math.min(samplePlaces, end);
      const places = Uint32Array.from({ length: count }, (_, i) =>
        Math.floor(((i + 0.5) * end) / count),
      );
      sample = { known: fillField(field, chunkShape(shape, 0, end), rows), places };
      samples.set(position, sample);
    }
    const { known, places } = sample;
    const bits = await bitsAt(field, known, rows, places, progress?.signal);
    return (bits * total) / places.length + prepared.unknownBits;
  } finally {
    await field.dispose();
  }
}

function rowsOf({ shown }: PreparedField, from: number, to: number): FieldRows {
  return { classes: shown.classes.subarray(from, to), indices: shown.indices.subarray(from, to) };
}
