import { compressTable } from "../../src/codec/compressTable.js";
import type { NetworkRunners } from "../../src/codec/networkRunners.js";
import type { FileSink } from "../../src/data/fileAccess.js";
import type { LoadedInput } from "../../src/engine/loadInput.js";
import type { TrainedModel } from "../../src/models/trainedModel.js";

/** Codes an input with a trained model, as its columns' bounds say. */
export function codeInput(
  { table, columns }: LoadedInput,
  model: TrainedModel | null,
  networks: NetworkRunners,
  sink: FileSink,
): ReturnType<typeof compressTable> {
  return compressTable(
    {
      table,
      bounds: columns.map((column) => column.bound),
      sentinels: columns.map((column) => column.sentinels),
      units: columns.map((column) => column.unit),
      model,
      networks,
      provenance: {},
    },
    sink,
  );
}
