import { parseConfig } from "../../../../src/config/parseConfig.js";
import type { Bound } from "../../../../src/config/config.js";
import type { Table } from "../../../../src/data/table.js";
import { fieldTraining } from "../../../../src/engine/jobs/fieldTraining.js";
import type { FieldModel } from "../../../../src/models/fieldModel.js";

/** A model trained on arrays for a few epochs. */
export async function trainedField(
  table: Table,
  bounds: readonly Bound[],
  epochs: number,
): Promise<FieldModel> {
  const input = {
    path: "x.npz",
    table,
    columns: table.columns.map(({ name }, i) => ({
      name,
      label: name,
      unit: null,
      angle: false,
      bound: bounds[i]!,
      sentinels: [],
      sentinelsFound: false,
      modelled: true,
    })),
    fileBytes: 0,
    sha256: "",
    inputBytes: 0,
  };
  const text = { input: "x.npz", model: { type: "masked", hidden: [8] }, training: { epochs } };
  const { config } = parseConfig(JSON.stringify(text));
  const training = (await fieldTraining(input, config!, 1, null))!;
  const { trainer } = training;
  try {
    while (!trainer.finished) await trainer.advance(100);
    return training.model();
  } finally {
    await trainer.dispose();
  }
}
