import type { ChunkWorkKind } from "../codec/chunkWork.js";

/** What a thread that codes chunks is asked for. */
export type ChunkTask =
  | {
      readonly kind: "open";
      readonly task: number;
      readonly worker: number;
      readonly work: ChunkWorkKind;
      readonly parts: unknown;
    }
  | {
      readonly kind: "run";
      readonly task: number;
      readonly worker: number;
      readonly input: unknown;
    }
  | { readonly kind: "close"; readonly task: number; readonly worker: number };

export interface ChunkAnswer {
  readonly task: number;
  readonly output?: unknown;
  readonly failure?: {
    readonly message: string;
    /** Whether it was a FileFormatError. */
    readonly damagedFile: boolean;
  };
}
