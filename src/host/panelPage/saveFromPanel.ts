import { basename, dirname, join } from "node:path";
import { Uri, window, workspace } from "vscode";
import type { FileToSave } from "./passCommand.js";

/**
 * Asks where to save a figure or a table of a panel, and saves it.
 * @param near a file or folder: the dialog starts beside it
 */
export async function saveFromPanel(file: FileToSave, near: string | null): Promise<void> {
  // The name comes from the page: only its last part, so that it cannot lead elsewhere.
  const name = basename(file.suggestedName.replaceAll("\\", "/"));
  const folder = near === null ? workspace.workspaceFolders?.[0]?.uri.fsPath : dirname(near);
  const target = await window.showSaveDialog(
    folder === undefined ? {} : { defaultUri: Uri.file(join(folder, name)) },
  );
  if (target === undefined) return;
  const bytes = Buffer.from(file.data, file.binary ? "base64" : "utf8");
  await workspace.fs.writeFile(target, bytes);
}
