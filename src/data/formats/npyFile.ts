import { FileFormatError } from "../../errors.js";
import type { FileSink, FileSource, Progress } from "../fileAccess.js";
import type { ColumnType, Table, TableSummary } from "../table.js";
import { defaultNames } from "./columnNames.js";
import { matrixBytes } from "./npyBytes.js";
import { parseNpyHeader, shapeText, type NpyHeader } from "./npyHeader.js";
import { checkDeclaredSize, NpyValues, tableShape } from "./npyValues.js";

const pieceBytes = 1 << 20;

/** Reads the header of an `.npy` file with one 2-D array. @throws FileFormatError */
export async function summarizeNpy(file: FileSource): Promise<TableSummary> {
  const { header, type } = await readHeader(file);
  const { rows, columns } = tableShape(header);
  return {
    rows,
    columns: defaultNames(columns).map((name) => ({ name, type })),
    layout: { format: "npy", kind: "array" },
  };
}

/** Reads an `.npy` file with one 2-D array. @throws FileFormatError */
export async function readNpy(file: FileSource, progress?: Progress): Promise<Table> {
  const { header, type } = await readHeader(file);
  const { rows, columns } = tableShape(header);
  const values = new NpyValues(header, file.name);
  for (let offset = header.dataOffset; offset < file.size; offset += pieceBytes) {
    progress?.signal.throwIfAborted();
    values.push(await file.read(offset, Math.min(pieceBytes, file.size - offset)));
    progress?.report(Math.min(1, (offset + pieceBytes) / file.size), `Reading ${file.name}`);
  }
  values.finish();
  const names = defaultNames(columns);
  return {
    rows,
    columns: values.columns.map((column, i) => ({ name: names[i]!, type, values: column })),
    layout: { format: "npy", kind: "array" },
  };
}

/** Writes a table whose columns share one type as one 2-D array; names are lost. @throws UsageError */
export async function writeNpy(table: Table, sink: FileSink): Promise<void> {
  for (const piece of matrixBytes(table).pieces) await sink.write(piece);
}

async function readHeader(file: FileSource): Promise<{ header: NpyHeader; type: ColumnType }> {
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
    if (header.shape.length !== 2 || header.shape[1] === 0) {
      throw new FileFormatError(
        `${file.name} has the shape ${shapeText(header.shape)}: a table is a 2-D array, rows x columns. ` +
          "Reshape it, for example array.reshape(len(array), -1).",
      );
    }
    checkDeclaredSize(header, file.size, file.name);
    return { header, type: header.type.column };
  }
}
