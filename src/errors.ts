/** What the user did is at fault: wrong usage, config or input. The command line exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A file is damaged, hostile, or of a kind that this version cannot read. The command line exits with 1. */
export class FileFormatError extends Error {
  override readonly name = "FileFormatError";
}

/** The work was stopped on request; nothing is lost. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
}

/** The message of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
