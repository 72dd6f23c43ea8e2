import type { ColumnValues } from "../data/table.js";
import { FileFormatError } from "../errors.js";
import {
  readChunk,
  type ColumnPlan,
  type DecodedChunk,
  type StoredException,
} from "./chunkPayload.js";
import { undoDifferences } from "./codedValues.js";
import type { ContainerReader } from "./container/containerReader.js";
import { readBinTable } from "./entropy/binTableCoding.js";
import { BitReader } from "./entropy/bitReader.js";
import type { DecodedStream, StreamPlan } from "./entropy/codedStreams.js";
import { gridValues } from "./grids/gridValues.js";
import { setPattern } from "./grids/specialValues.js";
import type { StoredColumn, StoredHeader } from "./header.js";
import { FieldReader } from "./field/fieldReader.js";
import { MaskedReader, type MaskedRows } from "./masked/maskedReader.js";
import { loadPredictor, type ModelPredictor, type Predictions } from "./modelPredictor.js";
import { modelRows } from "./modelRows.js";
import type { NetworkRunners } from "./networkRunners.js";
import { newValues, valueBytes } from "../data/columnValues.js";

/** What chunks of one file share. */
export interface DecoderParts {
  readonly header: StoredHeader;
  /** Of the columns that are wanted. */
  readonly positions: readonly number[];
  readonly tables: Uint8Array;
  /** The member that holds the model or its decoder; null where the wanted columns need none. */
  readonly model: Uint8Array | null;
}

/** One chunk, its checksum checked. */
export interface EncodedChunk {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** Reads what is needed to decode some columns of a file. */
export async function decoderParts(
  container: ContainerReader,
  header: StoredHeader,
  positions: readonly number[],
): Promise<DecoderParts> {
  const needsModel = positions.some((at) => usesModel(header.columns[at]));
  const parts = { header, positions, tables: container.tables };
  if (!needsModel) return { ...parts, model: null };
  if (header.model?.type === "dense" && header.model.decoder.kind === "onnx") {
    const [decoder] = container.entriesOf("decoder");
    return { ...parts, model: await container.readFile(decoder) };
  }
  const [entry] = container.entriesOf("model");
  return { ...parts, model: await container.readArray(entry) };
}

/** Decodes chunks of one file; holds what they share. */
export class ChunkDecoder {
  private constructor(
    private readonly header: StoredHeader,
    private readonly positions: readonly number[],
    private readonly plans: readonly StreamPlan[],
    private readonly countedPlans: readonly number[],
    private readonly predictor: ModelPredictor | null,
    private readonly masked: MaskedReader | FieldReader | null,
  ) {}

  /** @throws FileFormatError where the model is damaged */
  static async create(
    { header, positions, tables, model }: DecoderParts,
    networks: NetworkRunners,
  ): Promise<ChunkDecoder> {
    const bits = new BitReader(tables, "the tables");
    const plans: StreamPlan[] = [];
    const countedPlans: number[] = [];
    for (let latent = 0; latent < (header.model?.latent ?? 0); latent++) {
      plans.push({ table: readBinTable(bits, 0), rows: header.chunkRows });
    }
    for (const { planes, atoms } of header.columns) {
      planes.forEach((coding, plane) => {
        if (coding === "masked") return;
        const table = readBinTable(bits, plane === 0 ? atoms.length : 0);
        const counted = planes[0] === "masked";
        if (counted) countedPlans.push(plans.length);
        plans.push({ table, rows: plane === 0 || counted ? header.chunkRows : null });
      });
    }
    const needed = positions.some((at) => isPredicted(header.columns[at]));
    const predictor = needed ? await loadPredictor(model!, header, networks) : null;
    const wantsMasked = positions.some((at) => header.columns[at].planes.includes("masked"));
    const reader = header.model?.type === "field" ? FieldReader : MaskedReader;
    const masked = wantsMasked ? await reader.create(model!, header, networks) : null;
    return new ChunkDecoder(header, positions, plans, countedPlans, predictor, masked);
  }

  /** The wanted columns of one chunk. @throws FileFormatError where it is damaged */
  async run({ number, bytes, rows }: EncodedChunk): Promise<ColumnValues[]> {
    const { columns, model, layout } = this.header;
    const latents = model?.latent ?? 0;
    const block = model?.type === "dense" ? model.block : undefined;
    const latentRows = modelRows(layout, rows, block).count;
    const chunk = readChunk(
      bytes,
      `chunk ${number}`,
      rows,
      columns.map(columnPlan),
      this.plans.map((plan, number) => {
        if (number < latents) return { ...plan, rows: latentRows };
        return plan.rows === null ? plan : { ...plan, rows };
      }),
      model !== null && model.type !== "dense",
      this.countedPlans,
    );
    const predictions =
      this.predictor === null
        ? null
        : await this.predictor.predict(
            chunk.streams.slice(0, latents).map(({ values }) => values),
            rows,
          );
    const firstStreams: number[] = [];
    let stream = latents;
    for (const { planes } of columns) {
      firstStreams.push(stream);
      stream += planes.filter((coding) => coding !== "masked").length;
    }
    const masked = await this.masked?.read(chunk.masked, rows, (position) => {
      const { symbols, indices } = plainRows(
        columns[position],
        position,
        chunk,
        firstStreams[position],
      );
      const { length } = columns[position].atoms;
      const atomOf =
        length === 0 ? null : symbols.map((symbol) => (symbol < length ? symbol + 1 : 0));
      return { indices, atomOf };
    });
    return this.positions.map((position) =>
      masked?.has(position) === true
        ? restoreMasked(
            columns[position],
            chunk.exceptions[position],
            masked.get(position)!,
            columns[position].planes.length > 1
              ? chunk.streams[firstStreams[position]].values
              : null,
          )
        : restoreColumn(
            columns[position],
            position,
            chunk,
            firstStreams[position],
            rows,
            predictions,
          ),
    );
  }

  async dispose(): Promise<void> {
    await this.predictor?.dispose();
    await this.masked?.dispose();
  }
}

/** Whether a column is decoded with the decoder of a latent model. */
function isPredicted({ grid, planes }: StoredColumn): boolean {
  return grid.kind === "prediction" || planes.includes("residual");
}

function usesModel(column: StoredColumn): boolean {
  return isPredicted(column) || column.planes.includes("masked");
}

function columnPlan({ type, planes }: StoredColumn): ColumnPlan {
  return {
    valueBytes: valueBytes(type),
    differences: planes.map((coding) => coding === "difference"),
  };
}

/** The first plane of a column that is coded by itself. */
function plainRows(
  { planes, atoms }: StoredColumn,
  position: number,
  chunk: DecodedChunk,
  stream: number,
): { symbols: Uint16Array; indices: Float64Array } {
  const { symbols, values } = chunk.streams[stream];
  const numbers = values.slice();
  if (planes[0] === "difference") undoDifferences(numbers, chunk.anchors[position][0] ?? 0);
  const indices = atoms.length === 0 ? numbers : spreadRows(numbers, symbols, atoms.length);
  return { symbols, indices };
}

/** @param second numbers of the second plane, for the rows that have no stored pattern; null without one */
function restoreMasked(
  { type, grid, atoms }: StoredColumn,
  exceptions: readonly StoredException[],
  { indices, atomOf }: MaskedRows,
  second: Float64Array | null,
): ColumnValues {
  const values = newValues(type, indices.length);
  const planes = [indices];
  if (second !== null) {
    const lows = new Float64Array(indices.length);
    let next = 0;
    for (let row = 0; row < lows.length; row++) if (atomOf[row] === 0) lows[row] = second[next++];
    if (next !== second.length) {
      throw new FileFormatError("Damaged file: the planes of a column do not fit each other.");
    }
    planes.push(lows);
  }
  if (grid.kind !== "prediction") gridValues(type, grid, planes, values);
  const patterns = atoms.map(patternBytes);
  for (let row = 0; row < atomOf.length && patterns.length > 0; row++) {
    if (atomOf[row] > 0) setPattern(values, row, patterns[atomOf[row] - 1]);
  }
  for (const { row, pattern } of exceptions) setPattern(values, row, pattern);
  return values;
}

function restoreColumn(
  column: StoredColumn,
  position: number,
  chunk: DecodedChunk,
  firstStream: number,
  rows: number,
  predictions: Predictions | null,
): ColumnValues {
  const { type, grid, atoms } = column;
  const values = newValues(type, rows);
  const streams = chunk.streams.slice(firstStream, firstStream + column.planes.length);
  const atomRows = atoms.length > 0 && streams.length > 0 ? streams[0].symbols : null;
  const planes = column.planes.map((coding, plane) => {
    const numbers = streams[plane].values;
    if (coding === "difference") undoDifferences(numbers, chunk.anchors[position][plane] ?? 0);
    const spread = atomRows === null ? numbers : spreadRows(numbers, atomRows, atoms.length);
    if (coding === "residual") predictions!.addIndices(position, spread);
    return spread;
  });
  if (grid.kind === "prediction") predictions!.setValues(position, type, values);
  else gridValues(type, grid, planes, values);
  if (atomRows !== null) setAtoms(values, atomRows, atoms);
  for (const { row, pattern } of chunk.exceptions[position]) setPattern(values, row, pattern);
  return values;
}

/** Puts the numbers into the rows that are no atoms; the others get 0. */
function spreadRows(
  numbers: Float64Array,
  symbols: DecodedStream["symbols"],
  atoms: number,
): Float64Array {
  const out = new Float64Array(symbols.length);
  let next = 0;
  for (let row = 0; row < symbols.length; row++) {
    if (symbols[row] >= atoms) out[row] = numbers[next++];
  }
  return out;
}

function setAtoms(values: ColumnValues, symbols: Uint16Array, atoms: readonly string[]): void {
  const patterns = atoms.map(patternBytes);
  for (let row = 0; row < symbols.length; row++) {
    if (symbols[row] < atoms.length) setPattern(values, row, patterns[symbols[row]]);
  }
}

function patternBytes(atom: string): Uint8Array {
  return Uint8Array.from(atom.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}
