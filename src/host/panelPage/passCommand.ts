import {
  type CommandHandlers,
  type CommandName,
  type Conversation,
  isWireMessage,
  type MessageParams,
} from "../../protocol/messageKinds.js";

/** One test per command of a conversation: what a page sends is checked before it is believed. */
export type CommandGuards<C extends Conversation> = {
  readonly [N in CommandName<C>]: (params: unknown) => params is MessageParams<C, N>;
};

/**
 * Passes a message of a page to its handler.
 * @param sender what the page is called in errors
 * @throws Error where it is not one of the conversation, and whatever the handler throws
 */
export async function passCommand<C extends Conversation>(
  sender: string,
  guards: CommandGuards<C>,
  handlers: CommandHandlers<C>,
  message: unknown,
): Promise<void> {
  if (!isWireMessage(message) || !Object.hasOwn(guards, message.name)) {
    throw new Error(`The ${sender} sent a message that is not one of its own.`);
  }
  const name = message.name as CommandName<C>;
  if (!guards[name](message.params)) {
    throw new Error(`The ${sender} sent "${name}" with parameters of a wrong shape.`);
  }
  const handler = handlers[name] as (params: unknown) => void | Promise<void>;
  await handler(message.params);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** For commands without parameters. */
export const hasNothing = (params: unknown): params is undefined =>
  params === undefined || params === null;

export const hasKey = (params: unknown): params is { readonly key: string } =>
  isObject(params) && typeof params["key"] === "string";

/** A file that a page wants to be saved. */
export interface FileToSave {
  readonly suggestedName: string;
  readonly data: string;
  readonly binary: boolean;
}

export const hasFile = (params: unknown): params is FileToSave =>
  isObject(params) &&
  typeof params["suggestedName"] === "string" &&
  typeof params["data"] === "string" &&
  typeof params["binary"] === "boolean";
