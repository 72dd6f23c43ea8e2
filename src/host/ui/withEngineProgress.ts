import { l10n, ProgressLocation, window } from "vscode";
import type { EngineLocation } from "../engineProcess/engineLocation.js";
import { type EngineRun, runEngine } from "../engineProcess/runEngine.js";

/**
 * Runs one command of the engine under a notification with Cancel.
 * @throws EngineError where it failed, StoppedError where the user cancelled
 */
export function withEngineProgress<T>(
  engine: EngineLocation,
  title: string,
  args: readonly string[],
  run: Omit<EngineRun, "signal" | "onProgress">,
): Promise<T> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    window.withProgress(options, (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => {
        progress.report({ message: l10n.t("Stopping…") });
        abort.abort();
      });
      let shown = 0;
      return runEngine<T>(engine, [...args, "--json", "--progress", "json"], {
        ...run,
        signal: abort.signal,
        onProgress: ({ fraction, phase }) => {
          if (abort.signal.aborted) return;
          const percent = Math.round(100 * fraction);
          progress.report({
            message: `${phase} ${percent} %`,
            increment: Math.max(0, percent - shown),
          });
          shown = Math.max(shown, percent);
        },
      });
    }),
  );
}
