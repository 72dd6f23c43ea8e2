import { basename, dirname } from "node:path";
import { commands, l10n, Uri, window } from "vscode";
import { threadFlags } from "../engineProcess/engineFlags.js";
import { inspectCompressed } from "../engineProcess/inspectFile.js";
import type { HostServices } from "../hostServices.js";
import { withEngineProgress } from "../ui/withEngineProgress.js";
import { askForCompressed, askForOutput, decompressedName } from "./askForFiles.js";
import type { CommandTarget } from "./commandTarget.js";

interface DecompressAnswer {
  readonly output: string;
  readonly rows: number;
  readonly columns: readonly unknown[];
}

/** Writes the table of a compressed file, in the layout that it came from. */
export async function decompressFile(host: HostServices, target: CommandTarget): Promise<void> {
  const title = l10n.t("Decompress a file");
  const folder = target.configFile === undefined ? undefined : dirname(target.configFile);
  const file = target.input ?? (await askForCompressed(folder, title));
  if (file === undefined) return;
  const output = target.output ?? (await askForTable(host, file));
  if (output === undefined) return;
  const answer = await withEngineProgress<DecompressAnswer>(
    host.engine,
    l10n.t("Decompressing {0}", basename(file)),
    ["decompress", file, "-o", output, ...threadFlags()],
    { cwd: dirname(file), onText: (line) => host.log.info(line) },
  );
  const reveal = l10n.t("Reveal");
  const sentence = l10n.t(
    "Wrote {0}: {1} rows × {2} columns.",
    basename(answer.output),
    answer.rows.toLocaleString("en-US"),
    answer.columns.length,
  );
  void window.showInformationMessage(sentence, reveal).then((picked) => {
    if (picked === reveal) {
      void commands.executeCommand("revealInExplorer", Uri.file(answer.output));
    }
  });
}

async function askForTable(host: HostServices, file: string): Promise<string | undefined> {
  const header = await inspectCompressed(host.engine, file);
  return askForOutput(decompressedName(file, header.layout.format), l10n.t("Write the table"));
}
