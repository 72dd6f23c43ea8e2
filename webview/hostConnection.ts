import {
  isWireMessage,
  type CommandName,
  type Conversation,
  type MessageParams,
  type NotificationHandlers,
} from "../src/protocol/messageKinds.js";
import type { ResultsPanelMessages } from "../src/protocol/resultsPanelMessages.js";

export type PanelHandlers = NotificationHandlers<ResultsPanelMessages>;

/** What a page needs of its host; the only way out of the page. */
export interface HostConnection<C extends Conversation = ResultsPanelMessages> {
  readonly send: <N extends CommandName<C>>(
    name: N,
    ...params: MessageParams<C, N> extends undefined ? [] : [MessageParams<C, N>]
  ) => void;
  getState(): unknown;
  setState(state: unknown): void;
  /** Starts to pass notifications to their handlers. */
  listen(handlers: NotificationHandlers<C>): void;
}

/** Passes a message to its handler; false where it is none of the conversation. */
export function dispatchMessage<C extends Conversation>(
  handlers: NotificationHandlers<C>,
  message: unknown,
): boolean {
  if (!isWireMessage(message) || !Object.hasOwn(handlers, message.name)) return false;
  if (typeof message.params !== "object" || message.params === null) return false;
  const handler = handlers[message.name as keyof typeof handlers] as (params: unknown) => void;
  handler(message.params);
  return true;
}

export function connectToHost<C extends Conversation>(): HostConnection<C> {
  const api = acquireVsCodeApi();
  return {
    send: (name, ...params) => {
      api.postMessage({ name, params: params[0] });
    },
    getState: () => api.getState(),
    setState: (state) => {
      api.setState(state);
    },
    listen: (handlers) => {
      window.addEventListener("message", (event) => {
        dispatchMessage(handlers, event.data);
      });
    },
  };
}
