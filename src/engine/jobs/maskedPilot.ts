import { inputWidths, ownFeatures } from "../../codec/masked/featureLayout.js";
import type { LearnableColumn } from "../../codec/masked/maskedColumns.js";
import { trainingRows } from "../../codec/masked/trainingRows.js";
import type { TrainingConfig } from "../../config/config.js";
import { classCount, featureCount, outputCount } from "../../models/maskedModel.js";
import { runtimeOfNetworks } from "../../runtime/threadedRuntime.js";
import { MaskedTrainer } from "../../training/maskedTrainer.js";

/** A trial sees so many rows: enough to rank, not to code. */
const pilotRows = 32_768;

export interface Pilot {
  readonly columns: readonly LearnableColumn[];
  /** Columns of its row that a network sees: those "before" its own, or all "others". */
  readonly known: "before" | "others";
  /** Rows before that a network sees. */
  readonly context: number;
  readonly hidden: readonly number[];
  readonly components: number;
  readonly training: TrainingConfig;
  readonly threads: number;
  /** Told how far it is, some times; may throw to end the trial. */
  readonly report: (state: PilotState) => void;
}

export interface PilotState {
  /** Share of the trial that is done. */
  readonly fraction: number;
  readonly epoch: number;
  /** Bits of a row, on average over the steps since the last report; null before the first. */
  readonly bits: number | null;
}

export interface PilotResult {
  /** Bits of a value of each column, roughly. */
  readonly bits: readonly number[];
  /** Weights of all networks. */
  readonly parameters: number;
}

/** Reports per epoch, and the steps before the first: a curve that grows from the start. */
const reportsPerEpoch = 4;
const firstSteps = 4;

/** Trains small networks for a short time to tell what they could do. */
export async function runPilot(pilot: Pilot): Promise<PilotResult> {
  const { columns, known, context, hidden, components, training, threads, report } = pilot;
  const axes = columns.map(({ axis }) => axis);
  const { rows, rowCount, width, targets, cells, rawBits } = trainingRows(
    columns,
    context,
    pilotRows,
  );
  const own = ownFeatures(axes, context);
  const before = inputWidths(axes, context);
  const end = own[own.length - 1]! + featureCount(axes[axes.length - 1]!);
  const trainer = await MaskedTrainer.create({
    rows,
    rowCount,
    width,
    columns: axes.map((axis, c) => {
      const after = own[c]! + featureCount(axis);
      const inputs = [
        before[c]!,
        { from: after, count: known === "others" ? end - after : 0 },
      ].filter(({ count }) => count > 0);
      return {
        network: {
          inputs,
          hidden: known === "before" && before[c]!.from === 0 ? [] : hidden,
          outputs: outputCount(axis, components),
          components: axis.axis === null ? 0 : components,
        },
        classes: classCount(axis),
        cells: cells[c]!,
        rawBits: rawBits[c]!,
        at: targets[c]!,
      };
    }),
    training: { ...training, validationFraction: 0 },
    codedRows: columns[0]!.prepared.shown.indices.length,
    runtime: runtimeOfNetworks(threads, axes.length),
  });
  try {
    const slice = Math.ceil(trainer.stepsPerEpoch / reportsPerEpoch);
    let bits: number | null = null;
    for (;;) {
      const { stepsDone, stepsPerEpoch, totalSteps } = trainer;
      report({ fraction: stepsDone / totalSteps, epoch: stepsDone / stepsPerEpoch, bits });
      if (trainer.finished) break;
      const { losses } = await trainer.advance(stepsDone === 0 ? firstSteps : slice);
      bits = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    }
    return { bits: trainer.columnBits, parameters: trainer.parameters };
  } finally {
    await trainer.dispose();
  }
}
