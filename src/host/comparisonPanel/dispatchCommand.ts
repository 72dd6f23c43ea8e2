import type { ComparisonPanelMessages } from "../../protocol/comparisonPanelMessages.js";
import type { CommandHandlers, MessageParams } from "../../protocol/messageKinds.js";
import {
  type CommandGuards,
  hasFile,
  hasKey,
  hasNothing,
  isObject,
  passCommand,
} from "../panelPage/passCommand.js";

export type ComparisonCommandHandlers = CommandHandlers<ComparisonPanelMessages>;
type Params<N extends keyof ComparisonPanelMessages> = MessageParams<ComparisonPanelMessages, N>;

const guards: CommandGuards<ComparisonPanelMessages> = {
  ready: hasNothing,
  measure: (params): params is Params<"measure"> =>
    isObject(params) && typeof params["bound"] === "number" && params["bound"] > 0,
  cancel: hasNothing,
  showRun: hasKey,
  showDifference: (params): params is Params<"showDifference"> =>
    isObject(params) && typeof params["left"] === "string" && typeof params["right"] === "string",
  copyText: (params): params is Params<"copyText"> =>
    isObject(params) && typeof params["text"] === "string",
  saveFile: hasFile,
};

/**
 * Passes a message of the page that compares runs to its handler.
 * @throws Error where it is not one of the conversation, and whatever the handler throws
 */
export function dispatchCommand(
  handlers: ComparisonCommandHandlers,
  message: unknown,
): Promise<void> {
  return passCommand("comparison", guards, handlers, message);
}
