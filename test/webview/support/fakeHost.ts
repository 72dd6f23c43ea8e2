import { dispatchMessage, type HostConnection } from "../../../webview/hostConnection.js";
import type { PanelHandlers } from "../../../webview/hostConnection.js";

/** A host that remembers what it was told and can send messages as they come over the wire. */
export class FakeHost implements HostConnection {
  readonly sent: { readonly name: string; readonly params: unknown }[] = [];
  state: unknown = undefined;
  private handlers: PanelHandlers | null = null;

  readonly send: HostConnection["send"] = (name, ...params) => {
    this.sent.push({ name, params: params[0] });
  };

  getState(): unknown {
    return this.state;
  }

  setState(state: unknown): void {
    this.state = structuredClone(state);
  }

  listen(handlers: PanelHandlers): void {
    this.handlers = handlers;
  }

  post(name: string, params: unknown): boolean {
    if (!this.handlers) throw new Error("The page does not listen.");
    return dispatchMessage(this.handlers, { name, params });
  }
}
