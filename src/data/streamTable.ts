import type { FileSource } from "./fileAccess.js";
import { arrayBlocks, streamPieceBytes, type StreamedArray } from "./formats/arrayBlocks.js";
import { ByteRun, filePieces } from "./formats/byteRun.js";
import { defaultNames } from "./formats/columnNames.js";
import { arrayName, readNpyHeader } from "./formats/npyFile.js";
import type { NpyHeader } from "./formats/npyHeader.js";
import { tableShape } from "./formats/npyValues.js";
import { columnType, planNpz } from "./formats/npzFile.js";
import { streamText, type TextSummary } from "./formats/textFile.js";
import type { ArrayReading } from "./table.js";
import type { StreamColumn, TableStream } from "./tableStream.js";
import { tableFormat } from "./tableFormat.js";

/**
 * Opens a table to be read from front to back; the file stays open. Null where it can only be read as a whole: arrays whose
 * first index runs fastest.
 * @param reading of 2-D arrays; found out from their values where absent
 * @param known what reading a text table before has told: else it is read twice
 * @throws FileFormatError, UsageError like `readTable`
 */
export async function streamTable(
  file: FileSource,
  reading?: ArrayReading,
  known?: TextSummary,
): Promise<TableStream | null> {
  const format = await tableFormat(file);
  switch (format) {
    case "npz":
      return streamNpz(file, reading);
    case "npy":
      return streamNpy(file, reading);
    case "csv":
    case "tsv":
      return streamText(file, format, known);
  }
}

async function streamNpz(
  file: FileSource,
  reading: ArrayReading | undefined,
): Promise<TableStream | null> {
  const { arrays, names, rows, layout } = await planNpz(file, reading, streamPieceBytes);
  if (layout.kind === "arrays" && arrays.some(({ header }) => header.fortranOrder)) return null;
  const streamed = arrays.map(({ header, where, member }): StreamedArray => ({
    header: layout.kind === "arrays" ? asColumn(header) : header,
    where,
    open: async (skip) => {
      const run = new ByteRun(member.pieces(), where);
      await run.skip(header.dataOffset + skip);
      return run;
    },
  }));
  const columns = names.map((name, i): StreamColumn => ({
    name,
    type: columnType(arrays[layout.kind === "matrix" ? 0 : i]!),
  }));
  return {
    rows,
    columns,
    layout,
    blocks: (blockRows, progress) =>
      arrayBlocks(streamed, { rows, names, layout }, blockRows, progress),
  };
}

async function streamNpy(
  file: FileSource,
  reading: ArrayReading | undefined,
): Promise<TableStream | null> {
  const { header, type, layout } = await readNpyHeader(file, reading);
  const isArray = layout.kind === "arrays";
  if (isArray && header.fortranOrder) return null;
  const own = isArray ? asColumn(header) : header;
  const { rows, columns } = tableShape(own);
  const names = isArray ? [arrayName] : defaultNames(columns);
  const array: StreamedArray = {
    header: own,
    where: file.name,
    open: (skip) =>
      Promise.resolve(
        new ByteRun(filePieces(file, header.dataOffset + skip, streamPieceBytes), file.name),
      ),
  };
  return {
    rows,
    columns: names.map((name) => ({ name, type })),
    layout,
    blocks: (blockRows, progress) =>
      arrayBlocks([array], { rows, names, layout }, blockRows, progress),
  };
}

/** All values of an array in C order, as one column. */
function asColumn(header: NpyHeader): NpyHeader {
  return { ...header, shape: [header.count] };
}
