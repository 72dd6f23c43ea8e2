import { nearestName } from "../data/nearestName.js";
import { shortLabels } from "../data/shortLabels.js";
import type { ColumnType, TableSummary } from "../data/table.js";
import { blockFindings } from "./blockFindings.js";
import { checkEvaluationNames } from "./checkEvaluationNames.js";
import { columnOptions, matchesPattern, matchingKeys } from "./columnOptions.js";
import type { ColumnOptions, Config } from "./config.js";
import type { ConfigProblem } from "./configProblem.js";
import { ConfigText, type ConfigPath, type Finding } from "./configText.js";
import { latentsOf } from "./models/modelSizes.js";
import { checkTargetNames } from "./targetFindings.js";
import { isFloat, resolveBound } from "./resolveBound.js";

/**
 * Finds what a valid config says that does not fit its data. Types that are not known (of text files whose header alone
 * was read) are not judged.
 * @param text the config's text, for the places; empty where there is none
 */
export function checkAgainstData(
  config: Config,
  text: string,
  summary: TableSummary,
): ConfigProblem[] {
  const read = new ConfigText(text);
  const columns = summary.columns.map(({ name, type }): DataColumn => {
    const options = columnOptions(config, name);
    return { name, type, options, keys: matchingKeys(config, name) };
  });
  const names = summary.columns.map(({ name }) => name);
  const labels = new Map(shortLabels(names).map((label, index) => [names[index], label]));
  const kept = columns.filter((column) => column.options.exclude !== true);
  const named = kept.map(({ name, type, options }) => ({
    name,
    label: options.as ?? labels.get(name) ?? name,
    modelled: resolveBound(config, options, type ?? "float64") !== "exact",
  }));
  const findings = [
    ...unknownColumns(config, summary),
    ...kept.flatMap((column) => columnFindings(config, column)),
    ...boundsMissing(config, kept),
    ...nothingLeft(summary, kept),
    ...(summary.layout.kind === "arrays"
      ? blockFindings(config, read, summary.layout.shape, seenColumns(config, kept).length)
      : [
          ...latentTooLarge(config, read, kept),
          ...tooFewToConvolve(config, read, kept),
          ...blocksOfNothing(read),
        ]),
    ...weightsOfNothing(config, kept),
    ...batchTooLarge(config, read, summary),
    ...twoWeights(config, kept),
    ...checkEvaluationNames(config.evaluation, named),
    ...(config.model.type === "masked" ? [] : checkTargetNames(config.model, named)),
  ];
  const problems = findings.map((finding) => read.problem(finding));
  const unique = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...unique.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

interface DataColumn {
  readonly name: string;
  readonly type: ColumnType | null;
  readonly options: ColumnOptions;
  /** The keys of `columns` that say something about it, weakest first. */
  readonly keys: readonly string[];
}

function unknownColumns(config: Config, summary: TableSummary): Finding[] {
  const names = summary.columns.map((column) => column.name);
  return Object.keys(config.columns).flatMap((key): Finding[] => {
    if (names.some((name) => name === key || matchesPattern(key, name))) return [];
    const path = ["columns", key];
    if (/[*?]/.test(key)) {
      const message = `No column of the input matches "${key}". There are: ${listed(names)}.`;
      return [{ path, at: "key", code: "unknownColumn", message, severity: "warning" }];
    }
    const near = nearestName(key, names);
    const advice = near === null ? `There are: ${listed(names)}.` : `Did you mean "${near}"?`;
    const message = `The input has no column "${key}". ${advice}`;
    return [{ path, at: "key", code: "unknownColumn", message, suggestion: near }];
  });
}

function columnFindings(config: Config, column: DataColumn): Finding[] {
  const { name, type, options } = column;
  if (type === null) return [];
  const findings: Finding[] = [];
  if (options.bound === "none" && !isFloat(type)) {
    findings.push({
      path: pathOf(config, column, "bound"),
      at: "value",
      code: "boundNotSupported",
      message: `"${name}" is ${type}: without a bound its values would no longer be what they count. Use "exact".`,
    });
  }
  const never = (options.sentinels ?? []).filter((value) => !canHold(type, value));
  if (never.length > 0) {
    findings.push({
      path: pathOf(config, column, "sentinels"),
      at: "value",
      code: "neverMatches",
      message: `"${name}" is ${type} and never has the value ${never.join(" or ")}.`,
      severity: "warning",
    });
  }
  return findings;
}

/** Masked models code values on the grid of a bound. */
function boundsMissing(config: Config, kept: readonly DataColumn[]): Finding[] {
  if (config.model.type !== "masked") return [];
  return kept
    .filter(({ type, options }) => type !== null && resolveBound(config, options, type) === "none")
    .map((column) => ({
      path: column.options.bound === undefined ? ["bound"] : pathOf(config, column, "bound"),
      at: "value",
      code: "boundMissing",
      message:
        `"${column.name}" has no bound, and a masked model codes values on the grid of one. ` +
        'Give it a bound, or choose "model": { "type": "dense" }.',
    }));
}

function nothingLeft(summary: TableSummary, kept: readonly DataColumn[]): Finding[] {
  if (kept.length > 0) return [];
  const message =
    summary.columns.length === 0
      ? "The input has no columns."
      : "Every column of the input is excluded: there is nothing to compress.";
  return [{ path: ["columns"], at: "key", code: "nothingLeft", message }];
}

/** The columns that a network sees: all but those that come back exactly. */
function seenColumns(config: Config, kept: readonly DataColumn[]): DataColumn[] {
  return kept.filter(
    ({ type, options }) => resolveBound(config, options, type ?? "float64") !== "exact",
  );
}

/** Blocks are cut from arrays. */
function blocksOfNothing(read: ConfigText): Finding[] {
  const path = ["model", "block"];
  if (!read.has(path)) return [];
  const message = '"block" has no effect here: the input is a table, whose rows the network sees.';
  return [{ path, at: "key", code: "noEffect", message, severity: "warning" }];
}

/** A latent layer as wide as the table learns to copy it. Only said with force where the config asks for it. */
function latentTooLarge(config: Config, read: ConfigText, kept: readonly DataColumn[]): Finding[] {
  if (config.model.type === "masked") return [];
  const seen = seenColumns(config, kept).length;
  const latent = latentsOf(config.model, null);
  if (seen === 0 || latent < seen) return [];
  const path = ["model", "latent"];
  const isAsked = read.has(path);
  const columns = `${seen} ${seen === 1 ? "column" : "columns"}`;
  return [
    {
      path,
      at: "value",
      code: "latentTooLarge",
      message:
        `${isAsked ? "" : "By default "}"latent" is ${latent}, but the network sees ${columns}: ` +
        (seen === 1 ? "there is nothing to gain from a model." : `it must be less than ${seen}.`),
      suggestion: seen === 1 ? null : String(Math.ceil(seen / 2)),
      severity: isAsked ? "error" : "warning",
    },
  ];
}

/** A convolution sees neighbours: fewer columns than its kernel is wide have none. */
function tooFewToConvolve(
  config: Config,
  read: ConfigText,
  kept: readonly DataColumn[],
): Finding[] {
  if (!("kernelSize" in config.model)) return [];
  const { kernelSize, type } = config.model;
  const seen = seenColumns(config, kept).length;
  if (seen === 0 || seen >= kernelSize) return [];
  const key = ["model", "kernelSize"];
  const columns = `${seen} ${seen === 1 ? "column" : "columns"}`;
  return [
    {
      path: read.has(key) ? key : ["model", "type"],
      at: "value",
      code: "kernelTooWide",
      message:
        `The convolutions of "${type}" with "kernelSize" ${kernelSize} need ${kernelSize} columns at least, but the network sees ${columns}. ` +
        'For so few choose a model without convolutions, as "dense".',
    },
  ];
}

/** Weights of columns that there are none of, or that no network sees. */
function weightsOfNothing(config: Config, kept: readonly DataColumn[]): Finding[] {
  if (config.model.type === "masked") return [];
  const seen = seenColumns(config, kept);
  return Object.keys(config.model.columnWeights).flatMap((key): Finding[] => {
    if (seen.some(({ name }) => name === key || matchesPattern(key, name))) return [];
    const exact = kept.some(({ name }) => name === key);
    const names = seen.map(({ name }) => name);
    const near = nearestName(key, names);
    const message = exact
      ? `"${key}" is stored exactly: no network sees it, so its errors cannot count.`
      : `The network sees no column "${key}". ${near === null ? `It sees: ${listed(names)}.` : `Did you mean "${near}"?`}`;
    const path = ["model", "columnWeights", key];
    return [{ path, at: "key", code: "unknownColumn", message, suggestion: exact ? null : near }];
  });
}

function batchTooLarge(config: Config, read: ConfigText, summary: TableSummary): Finding[] {
  const path = ["training", "batchSize"];
  const { rows } = summary;
  if (rows === null || config.training.batchSize <= rows || !read.has(path)) return [];
  const message = `"batchSize" is ${config.training.batchSize}, but the input has only ${rows} rows.`;
  return [{ path, at: "value", code: "batchTooLarge", message, severity: "warning" }];
}

/** Histograms have one weight per event. */
function twoWeights(config: Config, kept: readonly DataColumn[]): Finding[] {
  const [first, second] = kept.filter(({ options }) => options.kind === "weight");
  if (first === undefined || second === undefined) return [];
  const message = `"${first.name}" and "${second.name}" are both weights. One column can be the weight: leave "kind" out of the other.`;
  return [{ path: pathOf(config, second, "kind"), at: "value", code: "twoWeights", message }];
}

/** Where the config says `option` of a column: the strongest entry that has it. */
function pathOf(config: Config, column: DataColumn, option: keyof ColumnOptions): ConfigPath {
  const key = column.keys.findLast((each) => config.columns[each]![option] !== undefined);
  return key === undefined ? ["columns"] : ["columns", key, option];
}

const integerRanges: Partial<Readonly<Record<ColumnType, readonly [number, number]>>> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-2147483648, 2147483647],
  int64: [-(2 ** 63), 2 ** 63],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 4294967295],
  uint64: [0, 2 ** 64],
  bool: [0, 1],
};

function canHold(type: ColumnType, value: number): boolean {
  if (type === "float64") return true;
  if (type === "float32") return Math.fround(value) === value;
  const [least, greatest] = integerRanges[type]!;
  return Number.isInteger(value) && value >= least && value <= greatest;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `"${name}"`);
  return names.length > 8 ? `${shown.join(", ")}, … (${names.length} in all)` : shown.join(", ");
}
