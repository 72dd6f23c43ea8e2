import { writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { writeTable } from "../../data/writeTable.js";
import { writeWhole } from "../../engine/nodeFiles.js";
import { UsageError } from "../../errors.js";
import { jetSample, jetSampleConfig } from "../../sample/jetSample.js";
import { textOption, type Command } from "../command.js";
import { countInWords } from "../numbers.js";

const defaultRows = 50_000;

export const sampleCommand: Command = {
  name: "sample",
  arguments: "OUT.npz",
  positionals: [1, 1],
  summary: "Write a made-up sample of jets and a config for it, to try things out.",
  options: {
    rows: { type: "string", value: "N", help: `rows (default ${defaultRows})` },
    seed: { type: "string", value: "S", help: "seed of the generator (default 1)" },
  },
  async run(context) {
    const output = resolve(context.positionals[0]!);
    if (!output.endsWith(".npz")) throw new UsageError("The sample is written as .npz.");
    const rows = wholeNumber(textOption(context, "rows"), "--rows", defaultRows);
    const seed = wholeNumber(textOption(context, "seed"), "--seed", 1);
    const table = jetSample(rows, seed);
    await writeWhole(output, (sink) => writeTable(table, sink));
    const config = output.replace(/\.npz$/, ".collimate.json");
    await writeFile(config, jetSampleConfig(basename(output)));
    context.output.say(`${output}: ${countInWords(rows)} rows, ${table.columns.length} columns`);
    context.output.say(`${config}: a config for it`);
    return { output, config, rows, columns: table.columns.map((column) => column.name) };
  },
};

function wholeNumber(text: string | undefined, option: string, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 4294967295) {
    throw new UsageError(`${option} takes a whole number from 1, not "${text}".`);
  }
  return value;
}
