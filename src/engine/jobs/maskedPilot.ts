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
  /** Told the share that is done, some times; may throw to end the trial. */
  readonly report: (fraction: number) => void;
}

export interface PilotResult {
  /** Bits of a value of each column, roughly. */
  readonly bits: readonly number[];
  /** Weights of all networks. */
  readonly parameters: number;
}

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
    while (!trainer.finished) {
      report(trainer.stepsDone / trainer.totalSteps);
      await trainer.advance(trainer.stepsPerEpoch);
    }
    return { bits: trainer.columnBits, parameters: trainer.parameters };
  } finally {
    await trainer.dispose();
  }
}
