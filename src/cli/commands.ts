import type { Command } from "./command.js";
import { compressCommand } from "./commands/compress.js";
import { decompressCommand } from "./commands/decompress.js";
import { devicesCommand } from "./commands/devices.js";
import { evaluateCommand } from "./commands/evaluate.js";
import { importBalerCommand } from "./commands/importBaler.js";
import { inspectCommand } from "./commands/inspect.js";
import { pythonReaderCommand } from "./commands/pythonReader.js";
import { runsCommand } from "./commands/runs.js";
import { sampleCommand } from "./commands/sample.js";
import { stopCommand } from "./commands/stop.js";
import { trainCommand } from "./commands/train.js";
import { verifyCommand } from "./commands/verify.js";
import { watchCommand } from "./commands/watch.js";

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  trainCommand,
  compressCommand,
  decompressCommand,
  verifyCommand,
  evaluateCommand,
  inspectCommand,
  runsCommand,
  watchCommand,
  stopCommand,
  devicesCommand,
  importBalerCommand,
  pythonReaderCommand,
  sampleCommand,
];
