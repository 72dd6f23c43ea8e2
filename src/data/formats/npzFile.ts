import { FileFormatError } from "../../errors.js";
import type { FileSink, FileSource, Progress } from "../fileAccess.js";
import type { Column, Table, TableLayout, TableSummary } from "../table.js";
import { columnBytes, matrixBytes } from "./npyBytes.js";
import { shapeText } from "./npyHeader.js";
import { encodeNpyText } from "./npyText.js";
import { tableShape } from "./npyValues.js";
import { defaultNames, checkNames } from "./columnNames.js";
import { readNpzHeaders, readNpzText, readNpzValues, type NpzArray } from "./npzArrays.js";
import { ArchiveWriter } from "./zipArchive.js";

/** The array that holds the column names of a table with one 2-D array. */
const namesArray = "names";

/** How the arrays of a file make a table. */
interface NpzPlan {
  readonly arrays: readonly NpzArray[];
  readonly names: readonly string[];
  readonly rows: number;
  readonly layout: TableLayout;
}

/** Reads the header of an `.npz` table. @throws FileFormatError */
export async function summarizeNpz(file: FileSource): Promise<TableSummary> {
  const { arrays, names, rows, layout } = await planNpz(file);
  const columns = names.map((name, i) => ({
    name,
    type: columnType(arrays[layout.kind === "matrix" ? 0 : i]!),
  }));
  return { rows, columns, layout };
}

/** Reads an `.npz` table. @throws FileFormatError */
export async function readNpz(file: FileSource, progress?: Progress): Promise<Table> {
  const { arrays, names, rows, layout } = await planNpz(file);
  const total = arrays.reduce((sum, array) => sum + array.member.bytes, 0);
  let done = 0;
  const columns: Column[] = [];
  for (const array of arrays) {
    const values = await readNpzValues(array, progress, (bytes) => {
      done += bytes;
      progress?.report(Math.min(1, done / total), `Reading ${file.name}`);
    });
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
      const { size, pieces } = columnBytes(column);
      await archive.add(`${column.name}.npy`, size, pieces);
    }
  }
  await archive.close();
}

function columnType(array: NpzArray): Column["type"] {
  const { type } = array.header;
  if (type.kind !== "number") throw new Error("Not an array of numbers");
  return type.column;
}

/** Decides what the arrays are; every array has its place in the table or is refused by name. */
async function planNpz(file: FileSource): Promise<NpzPlan> {
  const all = await readNpzHeaders(file);
  if (all.length === 0) throw new FileFormatError(`${file.name} holds no array.`);
  const isText = (array: NpzArray): boolean => array.header.type.kind === "text";
  const dimensions = (array: NpzArray): number => array.header.shape.length;
  const texts = all.filter(isText);
  const odd = all.filter((array) => !isText(array) && ![1, 2].includes(dimensions(array)));
  if (odd.length > 0) refuse(odd[0]!, dimensionsInWords(odd[0]!));
  const matrices = all.filter((array) => !isText(array) && dimensions(array) === 2);
  const vectors = all.filter((array) => !isText(array) && dimensions(array) === 1);
  const names =
    matrices.length === 1 ? texts.find((array) => array.name === namesArray) : undefined;
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

function dimensionsInWords(array: NpzArray): string {
  const { shape } = array.header;
  if (shape.length === 0) return "is a single number, not a column.";
  return (
    `has ${shape.length} dimensions, ${shapeText(shape)}. ` +
    "Reshape it to rows x columns, for example array.reshape(len(array), -1)."
  );
}

function refuse(array: NpzArray, reason: string): never {
  throw new FileFormatError(
    `${array.where} ${reason} A table is one 2-D array (with an array "${namesArray}"), or 1-D arrays of one length; ` +
      "every array must come back, so none is left out.",
  );
}
