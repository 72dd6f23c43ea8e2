/** How often a request to stop is looked for, in milliseconds. */
const lookEvery = 200;

/** A signal that a request to stop, or another signal, aborts; looked for until it is disposed of. */
export function stopSignal(
  run: { readonly stopRequested: boolean },
  other: AbortSignal,
): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const timer = setInterval(() => {
    if (run.stopRequested) controller.abort();
  }, lookEvery);
  return {
    signal: AbortSignal.any([other, controller.signal]),
    dispose: () => {
      clearInterval(timer);
    },
  };
}
