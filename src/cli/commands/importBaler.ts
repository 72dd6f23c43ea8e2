import { resolve } from "node:path";
import { defaultConfigName, importBaler } from "../../engine/jobs/importBaler.js";
import { textOption, type Command } from "../command.js";

export const importBalerCommand: Command = {
  name: "import-baler",
  arguments: "CONFIG.py",
  positionals: [1, 1],
  summary: "Make a config from one of Baler's, which is read as text and never executed.",
  options: {
    output: { type: "string", short: "o", value: "FILE", help: "default: NAME.collimate.json" },
  },
  async run(context) {
    const file = resolve(context.positionals[0]!);
    const named = textOption(context, "output");
    const output = named === undefined ? defaultConfigName(file, process.cwd()) : resolve(named);
    const imported = await importBaler(file, output, process.cwd());
    const mapped = imported.keys.filter(({ to }) => to !== null);
    const unmapped = imported.keys.filter(({ to }) => to === null);
    const width = Math.max(0, ...imported.keys.map(({ key }) => key.length));
    const { output: out } = context;
    out.say(imported.output);
    for (const { key, to, reason } of mapped) {
      out.say(`  ${key.padEnd(width)}  ${to!}${reason === undefined ? "" : ` (${reason})`}`);
    }
    if (unmapped.length > 0) out.say("Not taken over:");
    for (const { key, line, reason } of unmapped) {
      out.say(`  ${key.padEnd(width)}  line ${line}: ${reason ?? ""}`);
    }
    if (imported.input === null) out.say('The input was not found: correct "input" in the config.');
    return { output: imported.output, input: imported.input, mapped, unmapped };
  },
};
