/**
 * One conversation between two sides is one object of definitions. Both sides derive their handler maps from it, so a
 * missing handler does not compile.
 */

/** From the host to the page, without an answer. */
export interface Notification<P> {
  readonly kind: "notification";
  readonly params?: P;
}

/** From the page to the host, without an answer. */
export interface Command<P> {
  readonly kind: "command";
  readonly params?: P;
}

export type Conversation = Readonly<Record<string, Notification<unknown> | Command<unknown>>>;

export const defineNotification = <P>(): Notification<P> => ({ kind: "notification" });
export const defineCommand = <P = undefined>(): Command<P> => ({ kind: "command" });

type ParamsOf<M> = M extends Notification<infer P> | Command<infer P> ? P : never;
type NamesOf<C extends Conversation, K extends "notification" | "command"> = {
  [N in keyof C & string]: C[N]["kind"] extends K ? N : never;
}[keyof C & string];

export type NotificationName<C extends Conversation> = NamesOf<C, "notification">;
export type CommandName<C extends Conversation> = NamesOf<C, "command">;
export type MessageParams<C extends Conversation, N extends keyof C> = ParamsOf<C[N]>;

/** What the page must handle. */
export type NotificationHandlers<C extends Conversation> = {
  readonly [N in NotificationName<C>]: (params: MessageParams<C, N>) => void;
};

/** What the host must handle. */
export type CommandHandlers<C extends Conversation> = {
  readonly [N in CommandName<C>]: (params: MessageParams<C, N>) => void | Promise<void>;
};

/** The shape on the wire. */
export interface WireMessage {
  readonly name: string;
  readonly params: unknown;
}

/** Whether something that came over the wire has the shape of a message. */
export function isWireMessage(value: unknown): value is WireMessage {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { name?: unknown }).name === "string"
  );
}
