import { arraysInWords } from "../arraysInWords.js";
import { resolve } from "node:path";
import { decompressFile } from "../../engine/jobs/decompressFile.js";
import { UsageError } from "../../errors.js";
import { textOption, type Command } from "../command.js";
import { countInWords, secondsInWords } from "../numbers.js";

export const decompressCommand: Command = {
  name: "decompress",
  arguments: "FILE",
  positionals: [1, 1],
  summary: "Write the table of a compressed file, in the layout that it came from.",
  options: {
    output: {
      type: "string",
      short: "o",
      value: "OUT",
      help: "its extension picks the format: .npz, .npy, .csv, .tsv",
    },
    rows: {
      type: "string",
      value: "A:B",
      help: "rows A to B (of arrays: along the first axis), B not included",
    },
    columns: { type: "string", value: "x,y", help: "these columns only" },
    salvage: {
      type: "boolean",
      help: "leave out rows that are damaged; the exit code is 1 where some are missing",
    },
  },
  async run(context) {
    const output = textOption(context, "output");
    const rows = textOption(context, "rows");
    const columns = textOption(context, "columns");
    const outcome = await decompressFile(
      {
        file: resolve(context.positionals[0]!),
        threads: context.threads,
        ...(output === undefined ? {} : { output: resolve(output) }),
        ...(rows === undefined ? {} : { rows: parseRows(rows) }),
        ...(columns === undefined ? {} : { columns: columns.split(",") }),
        salvage: context.values["salvage"] === true,
      },
      context.progress,
    );
    context.output.say(
      `${outcome.output}: ` +
        (arraysInWords(outcome) ??
          `${countInWords(outcome.rows)} rows, ${outcome.columns.length} columns`) +
        ", " +
        `in ${secondsInWords(outcome.seconds)}`,
    );
    for (const [from, to] of outcome.missing) {
      context.output.say(`  missing: rows ${from} to ${to - 1}, their chunks are damaged`);
    }
    return outcome;
  },
};

function parseRows(text: string): [number, number] {
  const match = /^(\d+):(\d+)$/.exec(text);
  const range: [number, number] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || !(range[0] < range[1])) {
    throw new UsageError(`--rows takes A:B with A below B, for example 0:1000, not "${text}".`);
  }
  return range;
}
