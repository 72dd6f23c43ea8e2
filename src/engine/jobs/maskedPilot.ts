import { ownFeatures } from "../../codec/masked/featureLayout.js";
import type { LearnableColumn } from "../../codec/masked/maskedColumns.js";
import { trainingRows } from "../../codec/masked/trainingRows.js";
import type { TrainingConfig } from "../../config/config.js";
import { classCount, featureCount, outputCount } from "../../models/maskedModel.js";
import { threadedRuntime } from "../../runtime/threadedRuntime.js";
import { MaskedTrainer } from "../../training/maskedTrainer.js";

/** A pilot sees so many rows so often: enough to rank, not to code. */
const pilotRows = 32_768;
const pilotEpochs = 5;
const pilotHidden = [16, 16];
const pilotComponents = 5;

/**
 * How many bits each column takes, roughly, when rows before and other columns of its row are known: those "before" it in
 * the order of `columns`, or all "others".
 */
export async function pilotBits(
  columns: readonly LearnableColumn[],
  known: "before" | "others",
  context: number,
  training: TrainingConfig,
  threads: number,
): Promise<number[]> {
  const axes = columns.map(({ axis }) => axis);
  const { rows, rowCount, width, targets, cells, rawBits } = trainingRows(
    columns,
    context,
    pilotRows,
  );
  const own = ownFeatures(axes, context);
  const end = own[own.length - 1]! + featureCount(axes[axes.length - 1]!);
  const trainer = await MaskedTrainer.create({
    rows,
    rowCount,
    width,
    columns: axes.map((axis, c) => {
      const after = own[c]! + featureCount(axis);
      const inputs = [
        { from: 0, count: own[c]! },
        { from: after, count: known === "others" ? end - after : 0 },
      ].filter(({ count }) => count > 0);
      return {
        network: {
          inputs,
          hidden: pilotHidden,
          outputs: outputCount(axis, pilotComponents),
          components: axis.axis === null ? 0 : pilotComponents,
        },
        classes: classCount(axis),
        cells: cells[c]!,
        rawBits: rawBits[c]!,
        at: targets[c]!,
      };
    }),
    training: { ...training, epochs: pilotEpochs, validationFraction: 0 },
    runtime: threadedRuntime(threads),
  });
  try {
    while (!trainer.finished) await trainer.advance(trainer.stepsPerEpoch);
    return trainer.columnBits;
  } finally {
    await trainer.dispose();
  }
}
