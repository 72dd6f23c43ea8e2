import { resolve } from "node:path";
import { inspectFile } from "../../engine/jobs/inspectFile.js";
import type { ArrayReading } from "../../data/table.js";
import { UsageError } from "../../errors.js";
import { arraysInWords } from "../arraysInWords.js";
import { textOption, type Command, type CommandContext } from "../command.js";
import { bytesInWords, countInWords } from "../numbers.js";

export const inspectCommand: Command = {
  name: "inspect",
  arguments: "FILE",
  positionals: [1, 1],
  summary:
    "Show header, columns and byte budget of a compressed file, or the columns of a data file.",
  options: {
    layout: { type: "string", value: "table|array", help: "what 2-D arrays of a data file are" },
  },
  async run(context) {
    const found = await inspectFile(resolve(context.positionals[0]!), readingOption(context));
    const { output } = context;
    if (found.kind === "data") {
      const rows = found.rows === null ? "rows not counted" : `${countInWords(found.rows)} rows`;
      output.say(
        `${found.path}: ${arraysInWords(found) ?? `${rows}, ${found.columns.length} columns`}`,
      );
      for (const column of found.columns) output.say(`  ${column.name}  ${column.type ?? ""}`);
    } else {
      const { header } = found;
      output.say(
        `${found.path}: ${bytesInWords(found.bytes)}, ` +
          (arraysInWords(header) ??
            `${countInWords(header.rows)} rows, ${header.columns.length} columns`) +
          `, format ${header.format}`,
      );
      const { model, data, exceptions, header: rest } = header.bytes;
      output.say(
        `  data ${bytesInWords(data)}, model ${bytesInWords(model)}, ` +
          `exceptions ${bytesInWords(exceptions)}, header ${bytesInWords(rest)}`,
      );
      for (const column of header.columns) {
        const sentinels =
          column.sentinels.length > 0 ? `, sentinels ${column.sentinels.join(", ")}` : "";
        output.say(
          `  ${column.name}  ${column.type}  bound ${JSON.stringify(column.bound)}${sentinels}`,
        );
      }
    }
    return found;
  },
};

function readingOption(context: CommandContext): ArrayReading | undefined {
  const layout = textOption(context, "layout");
  if (layout === undefined || layout === "table" || layout === "array") return layout;
  throw new UsageError(`--layout takes "table" or "array", not "${layout}".`);
}
