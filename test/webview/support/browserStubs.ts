/** What jsdom lacks and the page's libraries ask for when they are loaded. */
if (typeof window.matchMedia !== "function") {
  window.matchMedia = (query) =>
    ({
      matches: false,
      media: query,
      onchange: null,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      dispatchEvent: () => false,
    }) as unknown as MediaQueryList;
}
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS;
// There is no canvas: charts are not drawn, and everything beside them must still stand.
HTMLCanvasElement.prototype.getContext = (() => null) as never;
