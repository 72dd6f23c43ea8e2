import { FileFormatError, UsageError } from "../errors.js";
import type { FileSource } from "./fileAccess.js";

const formats = ["npz", "npy", "csv", "tsv"] as const;
export type TableFormat = (typeof formats)[number];

/** The format that a file's name promises; null where its extension is none of a table. */
export function formatByName(fileName: string): TableFormat | null {
  const extension = /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase();
  return formats.find((format) => format === extension) ?? null;
}

/**
 * The format of a file: by its extension, else by its first bytes.
 * @throws UsageError where it is none that can be read, FileFormatError where the file is empty
 */
export async function tableFormat(file: FileSource): Promise<TableFormat> {
  if (file.size === 0) throw new FileFormatError(`${file.name} is empty.`);
  const named = formatByName(file.name);
  if (named !== null) return named;
  const head = await file.read(0, 6);
  const begins = (bytes: readonly number[]): boolean => bytes.every((byte, i) => head[i] === byte);
  if (begins([0x50, 0x4b, 3, 4])) return "npz";
  if (begins([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59])) return "npy";
  throw new UsageError(
    `${file.name}: data is read from .npz, .npy, .csv and .tsv. Convert the file, or give it the extension of what it is.`,
  );
}
