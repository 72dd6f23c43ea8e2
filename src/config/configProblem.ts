/** What kind of mistake a problem is; stable, for links and tests. */
export type ProblemCode =
  | "syntax"
  | "duplicateKey"
  | "unknownKey"
  | "missingKey"
  | "wrongType"
  | "wrongValue"
  | "outOfRange"
  | "unknownColumn"
  | "boundNotSupported"
  | "boundMissing"
  | "latentTooLarge"
  | "kernelTooWide"
  | "blockNotFitting"
  | "nothingLeft"
  | "neverMatches"
  | "noEffect"
  | "noSlope"
  | "batchTooLarge"
  | "badFormula"
  | "unknownName"
  | "nameTaken"
  | "twoWeights";

/** A mistake in a config, with its place in the text: lines and columns count from 1, the end is exclusive. */
export interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The key or value at fault, for example `training.epochs` or `columns["*fPt"].bound`; empty for the whole config. */
  readonly path: string;
  readonly message: string;
  /** The name or value that was probably meant, without quotation marks; null where nothing is near. */
  readonly suggestion: string | null;
  readonly code: ProblemCode;
  /** An error keeps the config from being used. */
  readonly severity: "error" | "warning";
}
