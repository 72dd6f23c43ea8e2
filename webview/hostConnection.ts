import {
  isWireMessage,
  type CommandName,
  type MessageParams,
  type NotificationHandlers,
} from "../src/protocol/messageKinds.js";
import type { ResultsPanelMessages } from "../src/protocol/resultsPanelMessages.js";

export type PanelHandlers = NotificationHandlers<ResultsPanelMessages>;

/** What the page needs of its host; the only way out of the page. */
export interface HostConnection {
  readonly send: <N extends CommandName<ResultsPanelMessages>>(
    name: N,
    ...params: MessageParams<ResultsPanelMessages, N> extends undefined
      ? []
      : [MessageParams<ResultsPanelMessages, N>]
  ) => void;
  getState(): unknown;
  setState(state: unknown): void;
  /** Starts to pass notifications to their handlers. */
  listen(handlers: PanelHandlers): void;
}

/** Passes a message to its handler; false where it is none of ours. */
export function dispatchMessage(handlers: PanelHandlers, message: unknown): boolean {
  if (!isWireMessage(message) || !Object.hasOwn(handlers, message.name)) return false;
  if (typeof message.params !== "object" || message.params === null) return false;
  const handler = handlers[message.name as keyof PanelHandlers] as (params: unknown) => void;
  handler(message.params);
  return true;
}

export function connectToHost(): HostConnection {
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
