import { copyFile, constants } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../../errors.js";
import { textOption, type Command } from "../command.js";

/** The reader lies beside the bundle. */
const reader = fileURLToPath(new URL("./collimate.py", import.meta.url));

export const pythonReaderCommand: Command = {
  name: "python-reader",
  arguments: "",
  positionals: [0, 0],
  summary: "Write collimate.py, which reads compressed files in Python with numpy alone.",
  options: {
    output: { type: "string", short: "o", value: "FILE", help: "file (default collimate.py)" },
  },
  async run(context) {
    const output = resolve(textOption(context, "output") ?? "collimate.py");
    try {
      await copyFile(reader, output, constants.COPYFILE_EXCL);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new UsageError(`${output} is there already: remove it, or name another file with -o.`);
    }
    context.output.say(output);
    return { output };
  },
};
