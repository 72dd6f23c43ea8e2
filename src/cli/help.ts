import type { Command } from "./command.js";

const common: readonly (readonly [string, string])[] = [
  ["--json", "one JSON document on standard output"],
  ["-q, --quiet", "no progress, no remarks"],
  ["-v, --verbose", "details, and stack traces of errors"],
  ["--threads N", "threads of the numeric runtime"],
  ["-h, --help", "this text"],
];

/** The text of `collimate --help`. */
export function generalHelp(commands: readonly Command[]): string {
  return [
    "Compresses scientific tables with autoencoders, every value within its bound.",
    "",
    "Usage: collimate COMMAND ...",
    "",
    ...table(commands.map((one) => [`${one.name} ${one.arguments}`, one.summary])),
    "",
    "collimate COMMAND --help tells more.",
    "Exit codes: 0 done, 1 the work failed, 2 wrong usage or config.",
    "",
  ].join("\n");
}

/** The text of `collimate COMMAND --help`. */
export function commandHelp(command: Command): string {
  const options = Object.entries(command.options).map(
    ([name, option]): readonly [string, string] => [
      `${option.short === undefined ? "" : `-${option.short}, `}--${name}` +
        (option.value === undefined ? "" : ` ${option.value}`),
      option.help,
    ],
  );
  return [
    `Usage: collimate ${command.name} ${command.arguments}`,
    "",
    command.summary,
    "",
    ...table([...options, ...common]),
    "",
  ].join("\n");
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
