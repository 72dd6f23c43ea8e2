import Papa from "papaparse";
import { FileFormatError } from "../../errors.js";
import type { FileSource, Progress } from "../fileAccess.js";
import type { Table, TableLayout, TableSummary } from "../table.js";
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
  let columns: readonly TextColumn[] | null = null;
  let rows = 0;
  for await (const { records, line: firstLine, isQuoted, bytesRead } of readRecords(file, format)) {
    progress?.signal.throwIfAborted();
    let line = firstLine;
    for (const record of records) {
      const at = line;
      line += isQuoted ? linesOf(record) : 1;
      if (isBlank(record)) continue;
      if (columns === null) {
        const names = headerNames(record, file.name);
        const expected = expectedRows(file.size, bytesRead, records.length);
        columns = names.map((name) => new TextColumn(name, file.name, expected));
        continue;
      }
      if (record.length !== columns.length) {
        throw new FileFormatError(
          `${file.name}, line ${at}: ${cells(record.length)} where the header has ${columns.length}.`,
        );
      }
      for (let i = 0; i < columns.length; i++) columns[i]!.add(record[i]!, at);
      rows++;
    }
    progress?.report(bytesRead / file.size, `Reading ${file.name}`);
  }
  if (columns === null) {
    throw new FileFormatError(`${file.name} is empty: it needs a line with the column names.`);
  }
  return {
    rows,
    columns: columns.map((column) => column.finish()),
    layout: textLayout(format),
  };
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

function cells(count: number): string {
  return count === 1 ? "1 cell" : `${count} cells`;
}

function textLayout(format: "csv" | "tsv"): TableLayout {
  return { format, kind: "text" };
}
