import Papa from "papaparse";
import { FileFormatError } from "../../errors.js";
import type { FileSource, Progress } from "../fileAccess.js";
import type { Table, TableLayout, TableSummary } from "../table.js";
import type { TableStream } from "../tableStream.js";
import { checkNames } from "./columnNames.js";
import { TextColumn } from "./textColumn.js";

const pieceBytes = 1 << 20;
const longestRecord = 1 << 24;
const separators = { csv: ",", tsv: "\t" } as const;

interface Records {
  /** Number of the line on which the first of the records begins, counted from 1. */
  readonly line: number;
  readonly records: readonly (readonly string[])[];
  /** Whether cells may hold line breaks: only where there are quotation marks. */
  readonly isQuoted: boolean;
  /** Bytes of the file that were read so far. */
  readonly bytesRead: number;
}

/** Reads the header line of a text table; rows and types need the whole file. @throws FileFormatError */
export async function summarizeText(
  file: FileSource,
  format: "csv" | "tsv",
): Promise<TableSummary> {
  for await (const { records } of readRecords(file, format)) {
    const header = records.find((record) => !isBlank(record));
    if (header === undefined) continue;
    const columns = headerNames(header, file.name).map((name) => ({ name, type: null }));
    return { rows: null, columns, layout: textLayout(format) };
  }
  throw new FileFormatError(`${file.name} is empty: it needs a line with the column names.`);
}

/**
 * Reads a text table: a header line with names, then one line per row. Names and cells are taken without the spaces
 * around them; blank lines count for nothing.
 * @throws FileFormatError with line and column of the first cell that does not fit
 */
export async function readText(
  file: FileSource,
  format: "csv" | "tsv",
  progress?: Progress,
): Promise<Table> {
  let columns: readonly TextColumn[] = [];
  let rows = 0;
  for await (const read of readColumns(file, format, expectedRows, progress)) {
    ({ columns } = read);
    rows += read.added;
  }
  return { rows, columns: columns.map((column) => column.finish()), layout: textLayout(format) };
}

/** What only reading a whole text table tells. */
export type TextSummary = Pick<TableStream, "rows" | "columns">;

/** Reads a text table for its types alone. @throws FileFormatError like `readText` */
async function scanText(file: FileSource, format: "csv" | "tsv"): Promise<TextSummary> {
  let columns: readonly TextColumn[] = [];
  let rows = 0;
  for await (const read of readColumns(file, format, fewRows)) {
    ({ columns } = read);
    rows += read.added;
    for (const column of columns) column.drop(read.added);
  }
  return { rows, columns: columns.map((column) => column.describe()) };
}

/**
 * Opens a text table to be read from front to back; the file stays open.
 * @param known where it has been read before; else it is read once to know its types
 * @throws FileFormatError like `readText`
 */
export async function streamText(
  file: FileSource,
  format: "csv" | "tsv",
  known?: TextSummary,
): Promise<TableStream> {
  const { rows, columns } = known ?? (await scanText(file, format));
  const layout = textLayout(format);
  return {
    rows,
    columns,
    layout,
    async *blocks(blockRows, progress) {
      let held = 0;
      const take = (from: readonly TextColumn[], count: number): Table => {
        held -= count;
        const taken = columns.map(({ name, type }, i) => ({
          name,
          type,
          values: from[i]!.take(type, count),
        }));
        return { rows: count, columns: taken, layout };
      };
      let last: readonly TextColumn[] = [];
      for await (const { columns: read, added } of readColumns(file, format, fewRows, progress)) {
        last = read;
        held += added;
        while (held >= blockRows) yield take(read, blockRows);
      }
      if (held > 0) yield take(last, held);
    },
  };
}

interface ReadColumns {
  readonly columns: readonly TextColumn[];
  /** Rows that came since the last time. */
  readonly added: number;
}

/**
 * Reads the rows of a text table into its columns, a megabyte of text at a time.
 * @param expected rows for which there is room at first: of the size of a file, the bytes read and the records in them
 */
async function* readColumns(
  file: FileSource,
  format: "csv" | "tsv",
  expected: (size: number, bytesRead: number, records: number) => number,
  progress?: Progress,
): AsyncGenerator<ReadColumns> {
  let columns: readonly TextColumn[] | null = null;
  for await (const { records, line: firstLine, isQuoted, bytesRead } of readRecords(file, format)) {
    progress?.signal.throwIfAborted();
    let line = firstLine;
    let added = 0;
    for (const record of records) {
      const at = line;
      line += isQuoted ? linesOf(record) : 1;
      if (isBlank(record)) continue;
      if (columns === null) {
        const names = headerNames(record, file.name);
        const room = expected(file.size, bytesRead, records.length);
        columns = names.map((name) => new TextColumn(name, file.name, room));
        continue;
      }
      if (record.length !== columns.length) {
        throw new FileFormatError(
          `${file.name}, line ${at}: ${cells(record.length)} where the header has ${columns.length}.`,
        );
      }
      for (let i = 0; i < columns.length; i++) columns[i]!.add(record[i]!, at);
      added++;
    }
    progress?.report(bytesRead / file.size, `Reading ${file.name}`);
    if (columns !== null) yield { columns, added };
  }
  if (columns === null) {
    throw new FileFormatError(`${file.name} is empty: it needs a line with the column names.`);
  }
}

/** Cuts a file into records of cells, a megabyte at a time. */
async function* readRecords(file: FileSource, format: "csv" | "tsv"): AsyncGenerator<Records> {
  const decode = textDecoder(file.name);
  let parser: Papa.Parser | null = null;
  let rest = "";
  let line = 1;
  for (let offset = 0; offset < file.size; offset += pieceBytes) {
    const bytes = await file.read(offset, Math.min(pieceBytes, file.size - offset));
    const isLast = offset + pieceBytes >= file.size;
    const text = rest + decode(bytes, !isLast);
    parser ??= new Papa.Parser({ delimiter: separators[format], newline: newlineOf(text) });
    const { data, errors, meta } = parser.parse(text, 0, !isLast) as Papa.ParseResult<string[]>;
    const wrong = errors.find((error) => isLast || (error.row ?? 0) < data.length);
    if (wrong !== undefined) {
      const before = data.slice(0, wrong.row ?? 0);
      const at = before.reduce((sum, record) => sum + linesOf(record), line);
      throw new FileFormatError(
        `${file.name}, line ${at}: a quotation mark is missing or too many.`,
      );
    }
    rest = isLast ? "" : text.slice(meta.cursor);
    if (rest.length > longestRecord) {
      throw new FileFormatError(
        `${file.name}: a line of more than ${longestRecord} characters. Is a quotation mark missing?`,
      );
    }
    const isQuoted = text.includes('"');
    yield { line, records: data, isQuoted, bytesRead: Math.min(file.size, offset + pieceBytes) };
    line += isQuoted ? data.reduce((sum, record) => sum + linesOf(record), 0) : data.length;
  }
}

function textDecoder(fileName: string): (bytes: Uint8Array, more: boolean) => string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return (bytes, more) => {
    try {
      return decoder.decode(bytes, { stream: more });
    } catch {
      throw new FileFormatError(
        `${fileName} is not UTF-8 text. Save it as UTF-8, with a header line.`,
      );
    }
  };
}

function newlineOf(text: string): "\n" | "\r" {
  return text.includes("\r") && !text.includes("\n") ? "\r" : "\n";
}

/** Lines that a record takes: one, and one more for each line break inside its quotation marks. */
function linesOf(record: readonly string[]): number {
  let lines = 1;
  for (const cell of record) {
    if (!cell.includes("\n")) continue;
    lines += cell.split("\n").length - 1;
  }
  return lines;
}

function isBlank(record: readonly string[]): boolean {
  return record.length === 1 && record[0]!.trim() === "";
}

function headerNames(record: readonly string[], fileName: string): readonly string[] {
  const names = record.map((cell) => cell.trim());
  if (names.every((name) => name !== "" && Number.isFinite(Number(name)))) {
    throw new FileFormatError(
      `${fileName} begins with numbers: its first line must hold the column names.`,
    );
  }
  const mark = names.length === 1 ? /[;,|\t]/.exec(record[0]!)?.[0] : undefined;
  if (mark !== undefined) {
    throw new FileFormatError(
      `${fileName} seems to be separated by ${mark === "\t" ? "tabs" : `"${mark}"`}: .csv needs commas and .tsv needs tabs.`,
    );
  }
  checkNames(names, fileName);
  return names;
}

/** Rows of the whole file as the first piece lets expect, with a little room. */
function expectedRows(size: number, bytesRead: number, records: number): number {
  return Math.ceil((size / bytesRead) * records * 1.02) + 1;
}

/** Rows of a piece that is taken away before the next one comes. */
const fewRows = (): number => 64;

function cells(count: number): string {
  return count === 1 ? "1 cell" : `${count} cells`;
}

function textLayout(format: "csv" | "tsv"): TableLayout {
  return { format, kind: "text" };
}
