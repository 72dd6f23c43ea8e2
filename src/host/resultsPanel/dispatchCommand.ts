import type { CommandHandlers } from "../../protocol/messageKinds.js";
import type { ResultsPanelMessages } from "../../protocol/resultsPanelMessages.js";
import {
  type CommandGuards,
  hasFile,
  hasKey,
  hasNothing,
  passCommand,
} from "../panelPage/passCommand.js";

export type PanelCommandHandlers = CommandHandlers<ResultsPanelMessages>;

const guards: CommandGuards<ResultsPanelMessages> = {
  ready: hasNothing,
  train: hasKey,
  stop: hasKey,
  forceStop: hasKey,
  resume: hasKey,
  compress: hasKey,
  evaluate: hasKey,
  exportReport: hasKey,
  compareRuns: hasKey,
  openConfig: hasKey,
  openLog: hasKey,
  saveFile: hasFile,
};

/**
 * Passes a message of the results panel to its handler.
 * @throws Error where it is not one of the conversation, and whatever the handler throws
 */
export function dispatchCommand(handlers: PanelCommandHandlers, message: unknown): Promise<void> {
  return passCommand("results panel", guards, handlers, message);
}
