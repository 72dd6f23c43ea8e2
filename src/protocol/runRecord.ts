/** The states that a run passes through, as its folder records them. */
export const runStates = [
  "starting",
  "reading",
  "training",
  "stopping",
  "stopped",
  "evaluating",
  "finished",
  "failed",
] as const;
export type RecordedState = (typeof runStates)[number];

/** What a reader shows: the recorded state, or `interrupted` where the engine of an unfinished run is gone. */
export type RunState = RecordedState | "interrupted";

/** States in which an engine must be alive. */
export const activeStates: readonly RecordedState[] = [
  "starting",
  "reading",
  "training",
  "stopping",
  "evaluating",
];

/** `run.json`: everything about a run but its curves, its evaluation and its log. */
export interface RunRecord {
  readonly format: 1;
  /** Name of the config without `.collimate.json`. */
  readonly name: string;
  /** Number of the run: the folder is this number with at least three digits. */
  readonly number: number;
  readonly state: RecordedState;
  /** What the engine does right now, in words. */
  readonly phase: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** When the state last became final; null while the engine works. */
  readonly ended: number | null;
  /** Last sign of life, milliseconds since 1970. */
  readonly heartbeat: number;
  readonly processId: number;
  readonly host: string;
  readonly config: {
    /** File name of the config, relative to the folder that holds `runs`. */
    readonly file: string;
    /** The text as it was when the run started. */
    readonly text: string;
  };
  readonly input: {
    /** As the config names it. */
    readonly path: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly rows: number;
    readonly columns: readonly string[];
  } | null;
  readonly model: {
    readonly type: string;
    readonly parameters: number;
    readonly latent: number;
    /** Networks of an entropy model, which has no latents; its loss is the code length of a row in bits. */
    readonly networks?: number;
  } | null;
  readonly device: string | null;
  readonly threads: number | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly progress: TrainingProgress | null;
  /** Where training is repeated: the seeds, and which of them (from 1) gave the model that is used. */
  readonly repeats?: { readonly seeds: readonly number[]; readonly used: number | null };
  readonly error: { readonly message: string; readonly detail: string } | null;
}

export interface TrainingProgress {
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
  /** Training rows per second, lately. */
  readonly rowsPerSecond: number;
  /** Seconds of training done, over all sittings of the run. */
  readonly secondsDone: number;
  readonly secondsLeft: number | null;
  readonly bestEpoch: number | null;
  readonly bestLoss: number | null;
}

/** What a trial is to tell: how much columns say of each other at all, in which order to code them, and with what networks. */
export type TrialQuestion = "dependence" | "order" | "context" | "hidden";

/** What a trial trains for a short time: small networks, one per column. */
export interface TrialCandidate {
  readonly question: TrialQuestion;
  /** Units of the hidden layers. */
  readonly hidden: readonly number[];
  /** Rows before that the networks see. */
  readonly context: number;
  /** Labels of the columns that are predicted from a relation to others. */
  readonly related: readonly string[];
  /** Label of the column that is coded behind the others; null in the order of the table. */
  readonly last: string | null;
}

/** What is recorded of the trials that choose the shape of an entropy model before it is trained. */
export type TrialRecord =
  /** Trials begin; where others began before, they do not count any more. */
  | {
      readonly kind: "trials";
      /** How many are likely. */
      readonly count: number;
      /** Epochs of each. */
      readonly epochs: number;
      readonly repeat?: number;
    }
  | {
      readonly kind: "trial";
      /** From 1. */
      readonly trial: number;
      readonly candidate: TrialCandidate;
      /** Fractional epoch at the end of the steps that `bits` averages over. */
      readonly epoch: number;
      /** Bits per value of all columns, while it trains. */
      readonly bits: number;
      readonly repeat?: number;
    }
  | {
      readonly kind: "tried";
      readonly trial: number;
      readonly candidate: TrialCandidate;
      /** Bits per value by which candidates are compared: of hidden layers, with the weights. */
      readonly bits: number;
      readonly seconds: number;
      readonly repeat?: number;
    }
  /** The trial that answered a question. */
  | {
      readonly kind: "chosen";
      readonly question: TrialQuestion;
      readonly trial: number;
      readonly repeat?: number;
    };

/** One line of `metrics.jsonl`. */
export type MetricRecord =
  | TrialRecord
  | {
      readonly kind: "train";
      readonly step: number;
      /** Fractional epoch at the end of the steps that `loss` averages over. */
      readonly epoch: number;
      /** Seconds of training so far. */
      readonly time: number;
      readonly loss: number;
      /** Named terms of the loss, where it has more than one. */
      readonly parts?: Readonly<Record<string, number>>;
      readonly learningRate: number;
      readonly rowsPerSecond: number;
      /** Which repeat it is of, from 1; absent where training is not repeated. */
      readonly repeat?: number;
    }
  | {
      readonly kind: "validation";
      readonly step: number;
      readonly epoch: number;
      readonly time: number;
      readonly loss: number;
      readonly best: boolean;
      readonly repeat?: number;
    }
  | { readonly kind: "resumed"; readonly resumedAt: number; readonly repeat?: number };
