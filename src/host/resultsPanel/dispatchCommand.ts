import {
  type CommandHandlers,
  type CommandName,
  isWireMessage,
  type MessageParams,
} from "../../protocol/messageKinds.js";
import type { ResultsPanelMessages } from "../../protocol/resultsPanelMessages.js";

export type PanelCommandHandlers = CommandHandlers<ResultsPanelMessages>;
type PanelCommand = CommandName<ResultsPanelMessages>;
type Guards = {
  readonly [N in PanelCommand]: (
    params: unknown,
  ) => params is MessageParams<ResultsPanelMessages, N>;
};

/** What the page sends is checked before it is believed. */
const guards: Guards = {
  ready: (params): params is undefined => params === undefined || params === null,
  train: hasKey,
  stop: hasKey,
  forceStop: hasKey,
  resume: hasKey,
  compress: hasKey,
  evaluate: hasKey,
  exportReport: hasKey,
  openConfig: hasKey,
  openLog: hasKey,
  saveFile: (params): params is MessageParams<ResultsPanelMessages, "saveFile"> =>
    isObject(params) &&
    typeof params["suggestedName"] === "string" &&
    typeof params["data"] === "string" &&
    typeof params["binary"] === "boolean",
};

/**
 * Passes a message of the page to its handler.
 * @throws Error where it is not one of the conversation, and whatever the handler throws
 */
export async function dispatchCommand(
  handlers: PanelCommandHandlers,
  message: unknown,
): Promise<void> {
  if (!isWireMessage(message) || !Object.hasOwn(guards, message.name)) {
    throw new Error("The results panel sent a message that is not one of its own.");
  }
  const name = message.name as PanelCommand;
  if (!guards[name](message.params)) {
    throw new Error(`The results panel sent "${name}" with parameters of a wrong shape.`);
  }
  const handler = handlers[name] as (params: unknown) => void | Promise<void>;
  await handler(message.params);
}

function hasKey(params: unknown): params is { readonly key: string } {
  return isObject(params) && typeof params["key"] === "string";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
