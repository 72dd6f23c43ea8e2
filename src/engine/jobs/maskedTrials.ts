import type { LearnableColumn } from "../../codec/masked/maskedColumns.js";
import type { TrainingConfig } from "../../config/config.js";
import type { Progress } from "../../data/fileAccess.js";
import type { TrialCandidate, TrialQuestion, TrialRecord } from "../../protocol/runRecord.js";
import { candidateInWords } from "../../protocol/trialText.js";
import { runPilot } from "./maskedPilot.js";

/** Bits of a weight in a file, roughly. */
const bitsPerWeight = 5.5;
const trialHidden = [16, 16];
const trialComponents = 5;

/** Who is told of trials, and in what words. */
export interface TrialAudience {
  readonly progress: Progress;
  /** Told what is tried and found. */
  readonly tell: (record: TrialRecord) => void;
  /** Of the table's columns. */
  readonly labels: readonly string[];
}

export interface TrialSetting extends TrialAudience {
  readonly training: TrainingConfig;
  readonly threads: number;
  /** How many trials are likely. */
  readonly count: number;
}

export interface Trial {
  readonly question: TrialQuestion;
  /** In coding order. */
  readonly columns: readonly LearnableColumn[];
  readonly context?: number;
  readonly hidden?: readonly number[];
  readonly components?: number;
  /** The column that was moved behind the others. */
  readonly last?: LearnableColumn | null;
}

export interface TrialResult {
  /** From 1. */
  readonly trial: number;
  /** Bits of a value of each of the trial's columns, roughly. */
  readonly columnBits: readonly number[];
  /** Bits of a row of all columns, none larger than by itself; of hidden layers with their share of the weights. */
  readonly bits: number;
}

/** Trials in turn, each of which trains small networks for a short time. */
export class MaskedTrials {
  private done = 0;

  /** @param found all columns that can be learned: those without a part in a trial count as coded by themselves */
  constructor(
    private readonly found: readonly LearnableColumn[],
    private readonly setting: TrialSetting,
  ) {}

  async run({ question, columns, last, ...part }: Trial): Promise<TrialResult> {
    const { training, threads, progress, tell, labels } = this.setting;
    const label = ({ position }: LearnableColumn): string => labels[position]!;
    const trial = ++this.done;
    const { context = 0, hidden = trialHidden, components = trialComponents } = part;
    const candidate: TrialCandidate = {
      question,
      hidden,
      context,
      related: columns.filter(({ axis }) => axis.relation !== null).map(label),
      last: last ? label(last) : null,
    };
    const count = Math.max(this.setting.count, trial);
    const phase = `Trial ${trial} of ${count}: ${candidateInWords(candidate)}`;
    const apart = totalBits(this.withoutPart(columns));
    const perValue = (bits: number): number => bits / this.found.length;
    if (trial === 1) tell({ kind: "trials", count, epochs: training.epochs });
    const begun = performance.now();
    const { bits, parameters } = await runPilot({
      columns,
      known: question === "dependence" ? "others" : "before",
      context,
      hidden,
      components,
      training,
      threads,
      report: (state) => {
        progress.signal.throwIfAborted();
        progress.report((trial - 1 + state.fraction) / count, phase);
        if (state.bits === null) return;
        const now = perValue(state.bits + apart);
        tell({ kind: "trial", trial, candidate, epoch: state.epoch, bits: now });
      },
    });
    const rows = columns[0]!.prepared.shown.indices.length;
    const weights = question === "hidden" ? (bitsPerWeight * parameters) / rows : 0;
    const all = totalBits(columns, bits) + apart + weights;
    const seconds = (performance.now() - begun) / 1000;
    tell({ kind: "tried", trial, candidate, bits: perValue(all), seconds });
    return { trial, columnBits: bits, bits: all };
  }

  /** Tells which trial answered a question. */
  chosen(question: TrialQuestion, trial: number): void {
    this.setting.tell({ kind: "chosen", question, trial });
  }

  private withoutPart(columns: readonly LearnableColumn[]): LearnableColumn[] {
    const own = new Set(columns.map(({ position }) => position));
    return this.found.filter(({ position }) => !own.has(position));
  }
}

/** Columns are never larger than by themselves. */
function totalBits(columns: readonly LearnableColumn[], bits: readonly number[] = []): number {
  return columns.reduce(
    (sum, { plainBits }, c) => sum + Math.min(plainBits, bits[c] ?? Infinity),
    0,
  );
}
