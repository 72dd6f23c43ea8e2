import cliProgress from "cli-progress";
import type { Progress } from "../data/fileAccess.js";

export type ProgressStyle = "bar" | "lines" | "json" | "none";

/** Progress that can be ended, so that what follows starts on a clean line. */
export interface ShownProgress extends Progress {
  end(): void;
}

/** Milliseconds between plain lines, and between JSON lines. */
const lineEvery = 2000;
const jsonEvery = 100;

/**
 * Shows progress on standard error: a bar on a terminal, plain lines elsewhere, or one JSON document a line
 * (`{"fraction": 0.4, "phase": "Decoding"}`) for programs.
 */
export function showProgress(style: ProgressStyle, signal: AbortSignal): ShownProgress {
  if (style === "none") return { signal, report: () => undefined, end: () => undefined };
  if (style === "bar") return barProgress(signal);
  return lineProgress(style, signal);
}

function barProgress(signal: AbortSignal): ShownProgress {
  const bar = new cliProgress.SingleBar({
    format: "{phase} [{bar}] {percentage} % {left}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    stream: process.stderr,
    barsize: 30,
  });
  let began = 0;
  return {
    signal,
    report: (fraction, phase) => {
      if (began === 0) {
        began = performance.now();
        bar.start(1000, 0, { phase, left: "" });
      }
      bar.update(Math.round(1000 * fraction), { phase, left: timeLeft(fraction, began) });
    },
    end: () => {
      if (began > 0) bar.stop();
    },
  };
}

/** From the average speed since the start; nothing in the first two seconds, where it would jump. */
function timeLeft(fraction: number, began: number): string {
  const seconds = (performance.now() - began) / 1000;
  if (seconds < 2 || fraction <= 0.01 || fraction >= 1) return "";
  return `${Math.ceil((seconds / fraction) * (1 - fraction))} s left`;
}

function lineProgress(style: "lines" | "json", signal: AbortSignal): ShownProgress {
  const every = style === "json" ? jsonEvery : lineEvery;
  let lastTime = 0;
  let lastPhase = "";
  return {
    signal,
    report: (fraction, phase) => {
      const now = performance.now();
      if (phase === lastPhase && now - lastTime < every) return;
      lastTime = now;
      lastPhase = phase;
      process.stderr.write(
        style === "json"
          ? JSON.stringify({ fraction: Number(fraction.toFixed(4)), phase }) + "\n"
          : `${phase}: ${Math.floor(100 * fraction)} %\n`,
      );
    },
    end: () => undefined,
  };
}
