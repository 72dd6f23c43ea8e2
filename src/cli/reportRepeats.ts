import type { RepeatsReport } from "../protocol/evaluation.js";
import type { Output } from "./output.js";

const always = ["compression.ratio", "compression.bitsPerValue", "compression.seconds.train"];
const perColumn = /^columns\..*\.residualStatistics\.rms$/;

/** Says what training with several seeds gave: the main figures with their errors; `--json` has all. */
export function sayRepeats(output: Output, repeats: RepeatsReport): void {
  const { seeds, used, figures } = repeats;
  output.say(
    `  ${seeds.length} seeds (${seeds.join(", ")}): the model of seed ${seeds[used - 1]!} is used; mean ± standard error`,
  );
  const main = figures.filter(({ name }) => always.includes(name) || perColumn.test(name));
  const width = Math.max(0, ...main.map(({ name }) => name.length));
  for (const { name, mean, error } of main) {
    output.say(`    ${name.padEnd(width)}  ${mean.toPrecision(4)} ± ${error.toPrecision(2)}`);
  }
}
