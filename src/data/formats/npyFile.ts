import type { FileSink, FileSource, Progress } from "../fileAccess.js";
import { FileFormatError, UsageError } from "../../errors.js";
import type { ArrayReading, ColumnType, Table, TableLayout, TableSummary } from "../table.js";
import { checkDimensions, FlatValues, isSmooth, lookedAtBytes, mayBeImage } from "./arrayShapes.js";
import { defaultNames } from "./columnNames.js";
import { matrixBytes, shapedBytes } from "./npyBytes.js";
import { parseNpyHeader, shapeText, type NpyHeader } from "./npyHeader.js";
import { checkDeclaredSize, NpyValues, tableShape } from "./npyValues.js";

const pieceBytes = 1 << 20;
/** What an array without a name is called. */
export const arrayName = "data";

/** Reads the header of an `.npy` file with one array. @throws FileFormatError */
export async function summarizeNpy(
  file: FileSource,
  reading?: ArrayReading,
): Promise<TableSummary> {
  const { header, type, layout } = await readNpyHeader(file, reading);
  if (layout.kind === "arrays") {
    return { rows: header.count, columns: [{ name: arrayName, type }], layout };
  }
  const { rows, columns } = tableShape(header);
  return {
    rows,
    columns: defaultNames(columns).map((name) => ({ name, type })),
    layout,
  };
}

/**
 * Reads an `.npy` file with one array.
 * @param reading of 2-D arrays; found out from their values where absent
 * @throws FileFormatError
 */
export async function readNpy(
  file: FileSource,
  progress?: Progress,
  reading?: ArrayReading,
): Promise<Table> {
  const { header, type, layout } = await readNpyHeader(file, reading);
  if (layout.kind === "arrays") {
    const flat = new FlatValues(header, file.name);
    await readPieces(file, header, progress, flat);
    return {
      rows: header.count,
      columns: [{ name: arrayName, type, values: flat.finish() }],
      layout,
    };
  }
  const { rows, columns } = tableShape(header);
  const values = new NpyValues(header, file.name);
  await readPieces(file, header, progress, values);
  values.finish();
  const names = defaultNames(columns);
  return {
    rows,
    columns: values.columns.map((column, i) => ({ name: names[i]!, type, values: column })),
    layout,
  };
}

async function readPieces(
  file: FileSource,
  header: NpyHeader,
  progress: Progress | undefined,
  values: { push(bytes: Uint8Array): void },
): Promise<void> {
  const buffer = new Uint8Array(Math.min(pieceBytes, file.size));
  for (let offset = header.dataOffset; offset < file.size; offset += pieceBytes) {
    progress?.signal.throwIfAborted();
    values.push(await file.read(offset, Math.min(pieceBytes, file.size - offset), buffer));
    progress?.report(Math.min(1, (offset + pieceBytes) / file.size), `Reading ${file.name}`);
  }
}

/**
 * Writes one array, or a table whose columns share one type as one 2-D array; names are lost, and what stood beside.
 * @throws UsageError where the table does not fit
 */
export async function writeNpy(table: Table, sink: FileSink): Promise<void> {
  const { layout, columns } = table;
  if (layout.kind === "arrays") {
    checkSingleArray(columns.length);
    for (const piece of shapedBytes(columns[0]!, layout.shape).pieces) await sink.write(piece);
    return;
  }
  for (const piece of matrixBytes(table).pieces) await sink.write(piece);
}

/** @throws UsageError where a file `.npy` cannot hold so many arrays */
export function checkSingleArray(arrays: number): void {
  if (arrays === 1) return;
  throw new UsageError(
    `A file .npy holds one array, and there are ${arrays}: write .npz, or choose one with --columns.`,
  );
}

export interface OpenedArray {
  readonly header: NpyHeader;
  readonly type: ColumnType;
  readonly layout: TableLayout;
}

/** Reads the header of an `.npy` file and decides what its array is. @throws FileFormatError */
export async function readNpyHeader(
  file: FileSource,
  reading: ArrayReading | undefined,
): Promise<OpenedArray> {
  let wanted = 4096;
  for (;;) {
    const bytes = await file.read(0, Math.min(wanted, file.size));
    const header = parseNpyHeader(bytes, file.name);
    if (typeof header === "number") {
      if (bytes.length < wanted) {
        throw new FileFormatError(`${file.name} ends in the middle of its header: it is cut off.`);
      }
      wanted = header;
      continue;
    }
    if (header.type.kind !== "number") {
      throw new FileFormatError(`${file.name} holds text: a table needs numbers.`);
    }
    const { shape } = header;
    if (shape.length < 2 || shape[1] === 0) {
      throw new FileFormatError(
        `${file.name} has the shape ${shapeText(shape)}: a table is a 2-D array, rows x columns, and arrays have 2 to 4 dimensions. ` +
          "Reshape it, for example array.reshape(len(array), -1).",
      );
    }
    checkDimensions(header, file.name);
    checkDeclaredSize(header, file.size, file.name);
    const isArray = shape.length > 2 || (await isImage(file, header, reading));
    const layout: TableLayout = isArray
      ? { format: "npy", kind: "arrays", shape, beside: [] }
      : { format: "npy", kind: "array" };
    return { header, type: header.type.column, layout };
  }
}

async function isImage(
  file: FileSource,
  header: NpyHeader,
  reading: ArrayReading | undefined,
): Promise<boolean> {
  if (reading !== undefined) return reading === "array";
  if (!mayBeImage(header)) return false;
  const length = Math.min(lookedAtBytes, file.size - header.dataOffset);
  return isSmooth(header, await file.read(header.dataOffset, length));
}
