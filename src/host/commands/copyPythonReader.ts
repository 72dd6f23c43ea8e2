import { basename, dirname, join } from "node:path";
import { commands, env, l10n, Uri, window, workspace } from "vscode";
import type { HostServices } from "../hostServices.js";
import { isCompressedFile } from "./askForFiles.js";
import type { CommandTarget } from "./commandTarget.js";

const readerName = "collimate.py";

/** Copies the Python reader into a folder that the user picks; what is there is replaced only if they say so. */
export async function copyPythonReader(host: HostServices, target: CommandTarget): Promise<void> {
  const folder = await chooseFolder(target);
  if (folder === undefined) return;
  const reader = Uri.file(join(host.context.extensionPath, "dist", readerName));
  const copy = Uri.joinPath(folder, readerName);
  const content = await workspace.fs.readFile(reader);
  const present = await contentOf(copy);
  if (present === null || Buffer.compare(present, content) !== 0) {
    if (present !== null && !(await mayReplace(copy))) return;
    await workspace.fs.writeFile(copy, content);
  }
  host.log.info(`Copied the Python reader to ${copy.fsPath}`);
  const { input } = target;
  const compressed = input !== undefined && isCompressedFile(input) ? basename(input) : null;
  void offerUse(copy, compressed ?? "jets.collimated.npz");
}

async function chooseFolder({ input, output }: CommandTarget): Promise<Uri | undefined> {
  if (output !== undefined) return Uri.file(output);
  const start =
    input === undefined ? workspace.workspaceFolders?.[0]?.uri : Uri.file(dirname(input));
  const picked = await window.showOpenDialog({
    title: l10n.t("Copy the Python reader into a folder"),
    canSelectFiles: false,
    canSelectFolders: true,
    ...(start === undefined ? {} : { defaultUri: start }),
  });
  return picked?.[0];
}

/** Null where there is no such file. */
async function contentOf(file: Uri): Promise<Uint8Array | null> {
  try {
    await workspace.fs.stat(file);
  } catch {
    return null;
  }
  return workspace.fs.readFile(file);
}

async function mayReplace(file: Uri): Promise<boolean> {
  const replace = l10n.t("Replace");
  const picked = await window.showWarningMessage(
    l10n.t("{0} is there already, with other content.", workspace.asRelativePath(file)),
    { modal: true, detail: l10n.t("Replace it with the reader of this version of Collimate?") },
    replace,
  );
  return picked === replace;
}

async function offerUse(copy: Uri, compressed: string): Promise<void> {
  const open = l10n.t("Open");
  const snippet = l10n.t("Copy Snippet");
  const picked = await window.showInformationMessage(
    l10n.t(
      "{0} reads compressed files in Python; it needs numpy alone.",
      workspace.asRelativePath(copy),
    ),
    open,
    snippet,
  );
  if (picked === open) await commands.executeCommand("vscode.open", copy);
  if (picked === snippet) {
    await env.clipboard.writeText(
      `import collimate\n\ndata = collimate.load(${JSON.stringify(compressed)})  # a dict of arrays by column\n`,
    );
  }
}
