import { access } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { l10n, Uri, window, workspace } from "vscode";

export const compressedSuffix = ".collimated.npz";
const dataExtensions = ["npz", "npy", "csv", "tsv"] as const;

/** Whether a file is a compressed file by its name. */
export function isCompressedFile(path: string): boolean {
  return path.endsWith(compressedSuffix);
}

/** `jets.npz` becomes `jets.collimated.npz` beside it. */
export function compressedName(input: string): string {
  return join(dirname(input), basename(input, extname(input)) + compressedSuffix);
}

/** `jets.collimated.npz` becomes `jets.decompressed.csv` (or the layout that the table came from) beside it. */
export function decompressedName(file: string, format: string): string {
  const stem = basename(file).replace(/(\.collimated)?\.npz$/, "");
  return join(dirname(file), `${stem}.decompressed.${format}`);
}

/** The data file that a compressed file was probably made of: the same name beside it. */
export async function originalOf(file: string): Promise<string | null> {
  for (const extension of dataExtensions) {
    const path = file.slice(0, -compressedSuffix.length) + `.${extension}`;
    if (!isCompressedFile(file) || !(await exists(path))) continue;
    return path;
  }
  return null;
}

/** Asks where to write; the dialog starts with `suggestion`. Undefined where the user changed their mind. */
export async function askForOutput(suggestion: string, title: string): Promise<string | undefined> {
  const target = await window.showSaveDialog({ defaultUri: Uri.file(suggestion), title });
  return target?.fsPath;
}

/** Asks for a data file. */
export async function askForData(title: string): Promise<string | undefined> {
  const filters = { [l10n.t("Data files")]: [...dataExtensions] };
  return open(title, filters, workspace.workspaceFolders?.[0]?.uri);
}

/**
 * The compressed file to work on: the only one in `folder`, or the one that the user picks.
 */
export async function askForCompressed(
  folder: string | undefined,
  title: string,
): Promise<string | undefined> {
  const start = folder === undefined ? workspace.workspaceFolders?.[0]?.uri : Uri.file(folder);
  const found = start === undefined ? [] : await workspace.fs.readDirectory(start);
  const files = found.map(([name]) => name).filter(isCompressedFile);
  if (start !== undefined && files.length > 0) {
    if (files.length === 1) return join(start.fsPath, files[0]!);
    const browse = l10n.t("Browse…");
    const picked = await window.showQuickPick([...files.sort(), browse], { title });
    if (picked === undefined) return undefined;
    if (picked !== browse) return join(start.fsPath, picked);
  }
  return open(title, { [l10n.t("Compressed files")]: ["npz"] }, start);
}

async function open(
  title: string,
  filters: Record<string, string[]>,
  start: Uri | undefined,
): Promise<string | undefined> {
  const picked = await window.showOpenDialog({
    title,
    filters,
    ...(start === undefined ? {} : { defaultUri: start }),
  });
  return picked?.[0]?.fsPath;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
