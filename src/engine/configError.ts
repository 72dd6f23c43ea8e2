import type { ConfigProblem } from "../config/parseConfig.js";
import { UsageError } from "../errors.js";

/** A config with mistakes; the message lists each with its line and column. */
export class ConfigError extends UsageError {
  constructor(
    readonly problems: readonly ConfigProblem[],
    file: string | null = null,
  ) {
    super(
      problems
        .map((problem) => {
          const place = `${file ?? "config"}:${problem.line}:${problem.column}`;
          return `${place}: ${problem.message}`;
        })
        .join("\n"),
    );
  }
}
