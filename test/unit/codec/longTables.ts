import { compressStream } from "../../../src/codec/compressStream.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { findSentinels } from "../../../src/codec/grids/findSentinels.js";
import type { Bound } from "../../../src/config/config.js";
import { parseConfig } from "../../../src/config/parseConfig.js";
import { sampleStream, type StreamSample } from "../../../src/data/sampleStream.js";
import type { Table } from "../../../src/data/table.js";
import { streamOf } from "../../../src/data/tableStream.js";
import { maskedTraining } from "../../../src/engine/jobs/maskedTraining.js";
import type { MaskedModel } from "../../../src/models/maskedModel.js";
import { seededNormal, seededRandom } from "./random.js";
import { BytesFile, columnOf, tableOf } from "./tables.js";

/** Rows of a sample of a long table in tests. */
export const sampledRows = 4096;

/**
 * A table of whose special values, categories, magnitudes and bits some stand in a stretch of rows alone that a sample may
 * leave out.
 */
export function unevenTable(rows: number): Table {
  const normal = seededNormal(5);
  const random = seededRandom(6);
  const shared = Float64Array.from({ length: rows }, () => Math.exp(normal()));
  // Between two runs of the sample.
  const hidden = Math.floor(rows * 0.51) + 200;
  const inside = (row: number): boolean => row >= hidden && row < hidden + 300;
  return tableOf(
    columnOf("a", "float32", rows, (row) => shared[row] * (1 + 0.1 * normal())),
    columnOf("b", "float32", rows, (row) =>
      inside(row) ? [NaN, -0, Infinity, -999][row % 4]! : shared[row] + normal(),
    ),
    columnOf("c", "float64", rows, (row) =>
      inside(row) ? normal() * 1e-7 : Math.fround(shared[row]),
    ),
    columnOf("d", "float64", rows, (row) =>
      row % 7 === 0 ? -999 : 100 * normal() + (row === hidden ? 1e9 : 0),
    ),
    columnOf("kind", "uint8", rows, (row) => (inside(row) ? 200 + (row % 5) : row % 3)),
    columnOf(
      "count",
      "int64",
      rows,
      (row) => 10n ** 15n + BigInt(row) * 3n + (inside(row) ? 10n ** 9n : 0n),
    ),
    columnOf(
      "wide",
      "int64",
      rows,
      () => BigInt(Math.floor((random() - 0.5) * 2 ** 52)) * 2n ** 11n,
    ),
    columnOf(
      "whole",
      "int32",
      rows,
      (row) => Math.round(1000 * shared[row]) - (inside(row) ? 5 : 0),
    ),
    columnOf("decimal", "float64", rows, (row) =>
      inside(row) ? normal() : Math.round(100 * shared[row]) / 100,
    ),
    columnOf("flag", "bool", rows, (row) => Number(shared[row] > 1)),
  );
}

export interface LongFile {
  readonly file: BytesFile;
  readonly sample: StreamSample;
  readonly sentinels: readonly (readonly number[])[];
}

/** Compresses a table as one that is longer than memory. */
export async function compressLong(
  table: Table,
  bounds: readonly Bound[],
  model: MaskedModel | null = null,
): Promise<LongFile> {
  const stream = streamOf(table);
  const sample = await sampleStream(stream, {
    rows: sampledRows,
    sentinels: table.columns.map(() => []),
  });
  const sentinels = sample.table.columns.map((column, i) =>
    typeof bounds[i] === "string" ? [] : findSentinels(column),
  );
  const file = new BytesFile();
  await compressStream(
    {
      stream,
      sample: sample.table,
      bounds,
      sentinels,
      units: bounds.map(() => null),
      model,
      networks: javascriptNetworks,
      provenance: {},
      chunkRows: 1000,
    },
    file,
  );
  return { file, sample, sentinels };
}

const quiet = { report: () => undefined, signal: new AbortController().signal };

/** A masked model that has learned a table for a moment. */
export async function shortlyTrained(table: Table, bounds: readonly Bound[]): Promise<MaskedModel> {
  const { config } = parseConfig(
    JSON.stringify({
      input: "x.npz",
      model: { type: "masked", effort: "fast", context: 1 },
      training: { epochs: 2 },
    }),
  );
  const columns = table.columns.map(({ name }, i) => ({
    name,
    label: name,
    unit: null,
    angle: false,
    bound: bounds[i]!,
    sentinels: [],
    sentinelsFound: false,
    modelled: true,
  }));
  const input = { path: "x.npz", table, columns, fileBytes: 0, sha256: "", inputBytes: 0 };
  const training = await maskedTraining(input, config!, 2, null, quiet, null);
  const { trainer } = training!;
  while (!trainer.finished) await trainer.advance(100);
  const model = training!.model();
  await trainer.dispose();
  return model;
}
