import { FileFormatError } from "../../errors.js";
import type { FileSink, FileSource, Progress } from "../fileAccess.js";
import type {
  ArrayBeside,
  ArrayReading,
  Column,
  Table,
  TableLayout,
  TableSummary,
} from "../table.js";
import { besideBytes, mostBesideBytes, readBeside } from "./arraysBeside.js";
import { checkDimensions, FlatValues, isSmooth, lookedAtBytes, mayBeImage } from "./arrayShapes.js";
import { columnBytes, matrixBytes, shapedBytes } from "./npyBytes.js";
import { shapeText } from "./npyHeader.js";
import { encodeNpyText } from "./npyText.js";
import { tableShape } from "./npyValues.js";
import { defaultNames, checkNames } from "./columnNames.js";
import {
  readBehindHeader,
  readNpzHeaders,
  readNpzText,
  readNpzValues,
  type NpzArray,
} from "./npzArrays.js";
import { ArchiveWriter } from "./zipArchive.js";

/** The array that holds the column names of a table with one 2-D array. */
const namesArray = "names";

/** How the arrays of a file make a table. */
export interface NpzPlan {
  readonly arrays: readonly NpzArray[];
  readonly names: readonly string[];
  readonly rows: number;
  readonly layout: TableLayout;
}

/** Reads the header of an `.npz` table. @throws FileFormatError */
export async function summarizeNpz(
  file: FileSource,
  reading?: ArrayReading,
): Promise<TableSummary> {
  const { arrays, names, rows, layout } = await planNpz(file, reading);
  const columns = names.map((name, i) => ({
    name,
    type: columnType(arrays[layout.kind === "matrix" ? 0 : i]!),
  }));
  return { rows, columns, layout };
}

/**
 * Reads an `.npz` table.
 * @param reading of 2-D arrays; found out from their values where absent
 * @throws FileFormatError
 */
export async function readNpz(
  file: FileSource,
  progress?: Progress,
  reading?: ArrayReading,
): Promise<Table> {
  const { arrays, names, rows, layout } = await planNpz(file, reading);
  const total = arrays.reduce((sum, array) => sum + array.member.bytes, 0);
  let done = 0;
  const columns: Column[] = [];
  const report = (bytes: number): void => {
    done += bytes;
    progress?.report(Math.min(1, done / total), `Reading ${file.name}`);
  };
  for (const array of arrays) {
    if (layout.kind === "arrays") {
      const flat = new FlatValues(array.header, array.where);
      await readBehindHeader(array, progress, (bytes) => {
        flat.push(bytes);
        report(bytes.length);
      });
      columns.push({ name: array.name, type: columnType(array), values: flat.finish() });
      continue;
    }
    const values = await readNpzValues(array, progress, report);
    for (const column of values.columns) {
      columns.push({ name: names[columns.length]!, type: columnType(array), values: column });
    }
  }
  return { rows, columns, layout };
}

/** Writes a table as `.npz`; the same table always gives the same bytes. */
export async function writeNpz(table: Table, sink: FileSink): Promise<void> {
  const { layout, columns } = table;
  const archive = new ArchiveWriter(sink);
  if (layout.kind === "matrix") {
    const { size, pieces } = matrixBytes(table);
    await archive.add(`${layout.member}.npy`, size, pieces);
    if (layout.names !== null) {
      const names = encodeNpyText(columns.map((column) => column.name));
      await archive.add(`${layout.names}.npy`, names.length, [names]);
    }
  } else {
    for (const column of columns) {
      const { size, pieces } =
        layout.kind === "arrays" ? shapedBytes(column, layout.shape) : columnBytes(column);
      await archive.add(`${column.name}.npy`, size, pieces);
    }
    for (const beside of layout.kind === "arrays" ? layout.beside : []) {
      const bytes = besideBytes(beside);
      await archive.add(`${beside.name}.npy`, bytes.length, [bytes]);
    }
  }
  await archive.close();
}

export function columnType(array: NpzArray): Column["type"] {
  const { type } = array.header;
  if (type.kind !== "number") throw new Error("Not an array of numbers");
  return type.column;
}

/** Decides what the arrays are; every array has its place in the table or is refused by name. */
export async function planNpz(
  file: FileSource,
  reading: ArrayReading | undefined,
  pieceLength?: number,
): Promise<NpzPlan> {
  const all = await readNpzHeaders(file, pieceLength);
  if (all.length === 0) throw new FileFormatError(`${file.name} holds no array.`);
  const isText = (array: NpzArray): boolean => array.header.type.kind === "text";
  const dimensions = (array: NpzArray): number => array.header.shape.length;
  const texts = all.filter(isText);
  const matrices = all.filter((array) => !isText(array) && dimensions(array) === 2);
  const vectors = all.filter((array) => !isText(array) && dimensions(array) === 1);
  const deep = all.filter((array) => !isText(array) && dimensions(array) > 2);
  for (const array of deep) checkDimensions(array.header, array.where);
  const names =
    matrices.length === 1 ? texts.find((array) => array.name === namesArray) : undefined;
  const wanted = names === undefined ? reading : (reading ?? "table");
  if (deep.length > 0 || (matrices.length > 0 && (await areImages(matrices, wanted)))) {
    return planArrays(all, [...matrices, ...deep]);
  }
  const odd = all.find((array) => !isText(array) && dimensions(array) === 0);
  if (odd !== undefined) refuse(odd, "is a single number, not a column.");
  const stray = texts.find((array) => array !== names);
  if (stray !== undefined) {
    refuse(
      stray,
      `holds text. Only column names can be read: an array "${namesArray}" beside one 2-D array.`,
    );
  }
  if (matrices.length > 1) {
    refuse(matrices[1]!, `is a second 2-D array beside "${matrices[0]!.name}".`);
  }
  const matrix = matrices[0];
  if (matrix === undefined) return planColumns(file, vectors);
  if (vectors.length > 0) {
    refuse(vectors[0]!, `stands beside the 2-D array "${matrix.name}". Make it a column of it.`);
  }
  return planMatrix(file, matrix, names);
}

/** Whether 2-D arrays are images, not tables: as asked for, or where all are smooth in both directions. */
async function areImages(
  matrices: readonly NpzArray[],
  reading: ArrayReading | undefined,
): Promise<boolean> {
  if (reading !== undefined) return reading === "array";
  for (const { header, member } of matrices) {
    if (!mayBeImage(header)) return false;
    const start = await member.head(header.dataOffset + lookedAtBytes);
    if (!isSmooth(header, start.subarray(header.dataOffset))) return false;
  }
  return true;
}

/** Arrays of one shape, with what is small beside them. */
async function planArrays(all: readonly NpzArray[], arrays: readonly NpzArray[]): Promise<NpzPlan> {
  const largest = Math.max(...arrays.map(({ header }) => header.count));
  const first = arrays.find(({ header }) => header.count === largest)!;
  const { shape, count } = first.header;
  const isLike = (array: NpzArray): boolean =>
    array.header.type.kind === "number" && String(array.header.shape) === String(shape);
  const beside: ArrayBeside[] = [];
  let room = mostBesideBytes;
  for (const array of all) {
    if (isLike(array)) continue;
    room -= array.header.count * array.header.type.itemBytes;
    if (room < 0) {
      throw new FileFormatError(
        `${array.where} has the shape ${shapeText(array.header.shape)}, but "${first.name}" has ${shapeText(shape)}: ` +
          `the arrays of a file have one shape, and others beside them ${mostBesideBytes >> 10} KiB in all. ` +
          "Put it into a file of its own.",
      );
    }
    beside.push(await readBeside(array));
  }
  const fields = all.filter(isLike);
  return {
    arrays: fields,
    names: fields.map(({ name }) => name),
    rows: count,
    layout: { format: "npz", kind: "arrays", shape, beside },
  };
}

function planColumns(file: FileSource, vectors: readonly NpzArray[]): NpzPlan {
  const rows = vectors[0]!.header.count;
  const other = vectors.find((array) => array.header.count !== rows);
  if (other !== undefined) {
    refuse(
      other,
      `has ${other.header.count} values where "${vectors[0]!.name}" has ${rows}: columns are equally long.`,
    );
  }
  const names = vectors.map((array) => array.name);
  checkNames(names, file.name);
  return { arrays: vectors, names, rows, layout: { format: "npz", kind: "columns" } };
}

async function planMatrix(
  file: FileSource,
  matrix: NpzArray,
  namesFrom: NpzArray | undefined,
): Promise<NpzPlan> {
  const { rows, columns } = tableShape(matrix.header);
  if (columns === 0) refuse(matrix, "has no columns.");
  if (namesFrom !== undefined) {
    const { shape } = namesFrom.header;
    if (shape.length !== 1 || shape[0] !== columns) {
      throw new FileFormatError(
        `${namesFrom.where} has the shape ${shapeText(shape)}, but "${matrix.name}" has ${columns} columns: ` +
          "there must be one name per column.",
      );
    }
  }
  const names = namesFrom === undefined ? defaultNames(columns) : await readNpzText(namesFrom);
  checkNames(names, file.name);
  const layout: TableLayout = {
    format: "npz",
    kind: "matrix",
    member: matrix.name,
    names: namesFrom?.name ?? null,
  };
  return { arrays: [matrix], names, rows, layout };
}

function refuse(array: NpzArray, reason: string): never {
  throw new FileFormatError(
    `${array.where} ${reason} A table is one 2-D array (with an array "${namesArray}"), or 1-D arrays of one length; arrays of 2 to 4 dimensions have one shape; ` +
      "every array must come back, so none is left out.",
  );
}
