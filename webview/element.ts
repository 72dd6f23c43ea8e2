export type Child = Node | string | null | undefined | false;

export interface ElementOptions {
  readonly class?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly on?: {
    readonly [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void;
  };
}

/** A DOM element with attributes, listeners and children; texts become text nodes, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: ElementOptions = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  decorate(node, options);
  append(node, children);
  return node;
}

/** The same for tags that the DOM types do not know (custom elements). */
export function customElement(
  tag: string,
  options: ElementOptions = {},
  ...children: readonly Child[]
): HTMLElement {
  const node = document.createElement(tag);
  decorate(node, options);
  append(node, children);
  return node;
}

function decorate(node: HTMLElement, options: ElementOptions): void {
  if (options.class) node.className = options.class;
  if (options.title) node.title = options.title;
  for (const [name, value] of Object.entries(options.attributes ?? {})) {
    node.setAttribute(name, value);
  }
  for (const [name, listener] of Object.entries(options.on ?? {})) {
    node.addEventListener(name, listener as EventListener);
  }
}

function append(node: HTMLElement, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
}
