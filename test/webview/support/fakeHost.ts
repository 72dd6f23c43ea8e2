import type { Conversation, NotificationHandlers } from "../../../src/protocol/messageKinds.js";
import type { ResultsPanelMessages } from "../../../src/protocol/resultsPanelMessages.js";
import { dispatchMessage, type HostConnection } from "../../../webview/hostConnection.js";

/** A host that remembers what it was told and can send messages as they come over the wire. */
export class FakeHost<C extends Conversation = ResultsPanelMessages> implements HostConnection<C> {
  readonly sent: { readonly name: string; readonly params: unknown }[] = [];
  state: unknown = undefined;
  private handlers: NotificationHandlers<C> | null = null;

  readonly send: HostConnection<C>["send"] = (name, ...params) => {
    this.sent.push({ name, params: params[0] });
  };

  getState(): unknown {
    return this.state;
  }

  setState(state: unknown): void {
    this.state = structuredClone(state);
  }

  listen(handlers: NotificationHandlers<C>): void {
    this.handlers = handlers;
  }

  post(name: string, params: unknown): boolean {
    if (!this.handlers) throw new Error("The page does not listen.");
    return dispatchMessage(this.handlers, { name, params });
  }
}
