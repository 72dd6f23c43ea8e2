import { commands, Disposable, workspace } from "vscode";
import type { HostServices } from "../hostServices.js";
import { refuseUntrusted } from "../ui/refuseUntrusted.js";
import { type CommandId, commandIds, trustedCommands } from "./commandIds.js";
import { type CommandTarget, readTarget } from "./commandTarget.js";
import { compareRuns } from "./compareRuns.js";
import { compressFile } from "./compressFile.js";
import { copyPythonReader } from "./copyPythonReader.js";
import { decompressFile } from "./decompressFile.js";
import { exportReport } from "./exportReport.js";
import { evaluateModel } from "./evaluateModel.js";
import { importBalerConfig } from "./importBalerConfig.js";
import { showConfigChanges } from "./showConfigChanges.js";
import { showLog } from "./showLog.js";
import { showResults } from "./showResults.js";
import { forceStopTraining } from "./forceStopTraining.js";
import { resumeTraining, stopTraining, trainModel } from "./trainModel.js";
import { validateConfig } from "./validateConfig.js";
import { verifyFile } from "./verifyFile.js";

type CommandHandler = (host: HostServices, target: CommandTarget) => Promise<void>;

const handlers: Readonly<Record<CommandId, CommandHandler>> = {
  "collimate.train": trainModel,
  "collimate.stopTraining": stopTraining,
  "collimate.forceStopTraining": forceStopTraining,
  "collimate.resumeTraining": resumeTraining,
  "collimate.compressFile": compressFile,
  "collimate.decompressFile": decompressFile,
  "collimate.verifyFile": verifyFile,
  "collimate.evaluate": evaluateModel,
  "collimate.exportReport": exportReport,
  "collimate.showResults": showResults,
  "collimate.compareRuns": compareRuns,
  "collimate.validateConfig": validateConfig,
  "collimate.showConfigChanges": showConfigChanges,
  "collimate.importBalerConfig": importBalerConfig,
  "collimate.copyPythonReader": copyPythonReader,
  "collimate.showLog": showLog,
};

/** Registers every command; errors are logged and shown, and what needs a trusted folder is refused without one. */
export function registerCommands(host: HostServices): Disposable {
  return Disposable.from(
    ...commandIds.map((id) =>
      commands.registerCommand(id, async (argument: unknown) => {
        if (trustedCommands.includes(id) && !workspace.isTrusted) {
          await refuseUntrusted();
          return;
        }
        try {
          await handlers[id](host, readTarget(argument));
        } catch (error) {
          host.log.showError(error);
        }
      }),
    ),
  );
}
