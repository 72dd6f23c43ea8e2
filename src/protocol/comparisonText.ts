import type { FitTrouble } from "./peakFit.js";
import {
  columnFigures,
  comparedFigures,
  type ColumnFigure,
  type ComparedFit,
  type ComparedModel,
  type Comparison,
  type FigureSet,
  figureSets,
} from "./comparison.js";

/** A number and its standard error over repeats, where there is one. */
interface Figure {
  readonly value: number | null;
  readonly error: number | undefined;
}
type Cell = string | Figure;
type Table = readonly (readonly Cell[])[];

const columnTitles: Readonly<Record<ColumnFigure, string>> = {
  rmsOverSigma: "Residual rms/σ",
  responseMedian: "Median response [%]",
  responseSigma68: "Response, half of the 68 % interval [%]",
  wasserstein: "Wasserstein distance/σ",
  ksDistance: "Kolmogorov–Smirnov distance",
};

/**
 * A comparison as tables of Markdown: one of the models; then, for what they do without a bound and at the bound, one per
 * figure of the columns and one per fit.
 */
export function comparisonMarkdown(comparison: Comparison): string {
  const { input, bound, models } = comparison;
  const repeated = models.some(({ repeats }) => repeats !== undefined);
  const blocks = [
    `${input.path}: ${input.rows.toLocaleString("en-US")} rows. ` +
      "Ratios count every byte of the file, the model included; – stands where there is nothing to give: " +
      "entropy models and the plain grid need a bound." +
      (repeated ? " ± of a model that was trained with several seeds: standard error." : ""),
    markdownTable(mainTable(comparison)),
    ...figureSets.flatMap((set) => {
      const shown = models.filter((model) => model[set] !== null);
      if (shown.length === 0) return [];
      const title = set === "withoutBound" ? "Without a bound" : `At ${bound} of the range`;
      return [`## ${title}`, ...setTables(shown, set)];
    }),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** A comparison as one table with a line per model; numbers in full, `NAME.error` beside what was repeated. */
export function comparisonCsv({ models }: Comparison): string {
  const figures = models.map(comparedFigures);
  const names = [...new Set(figures.flatMap((found) => [...found.keys()]))];
  const withErrors = names.flatMap((name) =>
    models.some(({ repeats }) => repeats?.errors[name] !== undefined)
      ? [name, `${name}.error`]
      : [name],
  );
  const head = ["name", "type", "architecture", "seeds", ...withErrors];
  const rows = models.map((model, index) => [
    ...[model.name, model.type, model.architecture, String(model.repeats?.seeds.length ?? 1)],
    ...withErrors.map((name) => {
      const value = figures[index]!.get(name) ?? errorNamed(model, name);
      return value === null || value === undefined ? "" : String(value);
    }),
  ]);
  return [head, ...rows].map((row) => `${row.map(csvCell).join(",")}\n`).join("");
}

const errorNamed = ({ repeats }: ComparedModel, name: string): number | undefined =>
  name.endsWith(".error") ? repeats?.errors[name.slice(0, -".error".length)] : undefined;

function mainTable({ bound, models }: Comparison): Table {
  return [
    [
      ...["model", "architecture", "parameters", "stored bits/row", "train [s]"],
      ...["compress [s]", "decompress [s]", "ratio without a bound"],
      ...[`compress at ${bound} [s]`, "decompress [s]", `ratio at ${bound}`],
    ],
    ...models.map((model): Cell[] => {
      const figure = figuresBy(model);
      const ofSet = (set: FigureSet): Cell[] =>
        ["compressSeconds", "decompressSeconds", "ratio"].map((key) => figure(`${set}.${key}`));
      const atBound = ofSet("atBound");
      if (model.parameters > 0 && model.atBound.modelBytes === 0) {
        // A file that is smaller without the network is written without it: that is said.
        atBound[2] = `${cellText(atBound[2]!)} (network left out)`;
      }
      return [
        model.repeats === undefined
          ? model.name
          : `${model.name}, ${model.repeats.seeds.length} seeds`,
        `${model.type} ${model.architecture}`,
        ...["parameters", "latentBits", "trainSeconds"].map(figure),
        ...ofSet("withoutBound"),
        ...atBound,
      ];
    }),
  ];
}

function setTables(models: readonly ComparedModel[], set: FigureSet): string[] {
  const labels = [
    ...new Set(models.flatMap((model) => model[set]!.columns.map(({ label }) => label))),
  ];
  const fits = [...new Set(models.flatMap((model) => model[set]!.fits.map(({ label }) => label)))];
  return [
    "**Largest change of a correlation**",
    markdownTable([
      ["model", "change", "of"],
      ...models.map((model) => [
        model.name,
        figuresBy(model)(`${set}.largestCorrelationChange`),
        model[set]!.largestCorrelationChange?.columns.join(", ") ?? "–",
      ]),
    ]),
    ...columnFigures.flatMap((key) => [
      `**${columnTitles[key]}**`,
      markdownTable([
        ["model", ...labels],
        ...models.map((model) => [
          model.name,
          ...labels.map((label) => figuresBy(model)(`${set}.columns.${label}.${key}`)),
        ]),
      ]),
    ]),
    ...fits.flatMap((label) => [`**Fitted peak, ${label}**`, fitTable(models, set, label)]),
  ];
}

function fitTable(models: readonly ComparedModel[], set: FigureSet, label: string): string {
  const heads = ["mean", "width"].flatMap((what) => [`${what} before`, "after", "pull", "[%]"]);
  return markdownTable([
    ["model", ...heads, "do not trust"],
    ...models.map((model) => {
      const fit = model[set]!.fits.find((one) => one.label === label);
      const figure = figuresBy(model);
      const of = (what: "mean" | "width"): Cell[] => [
        peakCell(model, fit, set, "before", what),
        peakCell(model, fit, set, "after", what),
        figure(`${set}.fits.${label}.${what}Pull`),
        figure(`${set}.fits.${label}.${what}Percent`),
      ];
      return [model.name, ...of("mean"), ...of("width"), troubles[fit?.trouble ?? "none"]];
    }),
  ]);
}

const troubles: Readonly<Record<FitTrouble | "none", string>> = {
  none: "",
  noPeak: "no peak",
  notConverged: "not converged",
  atLimit: "at a limit",
  tooCoarse: "steps of stored values too coarse",
};

/** The error of a repeated figure is that over its seeds; else that of the fit. */
function peakCell(
  { repeats }: ComparedModel,
  fit: ComparedFit | undefined,
  set: FigureSet,
  side: "before" | "after",
  what: "mean" | "width",
): Figure {
  const peak = fit?.[side];
  const overSeeds = repeats?.errors[`${set}.fits.${fit?.label ?? ""}.${side}.${what}`];
  return {
    value: peak?.[what] ?? null,
    error: (side === "after" ? overSeeds : undefined) ?? peak?.[`${what}Error`] ?? undefined,
  };
}

function figuresBy(model: ComparedModel): (name: string) => Figure {
  const figures = comparedFigures(model);
  return (name) => ({ value: figures.get(name) ?? null, error: model.repeats?.errors[name] });
}

function markdownTable(table: Table): string {
  const lines = table.map((row) => `| ${row.map(cellText).join(" | ")} |`);
  const numeric = table[0]!.map((_, i) => table.slice(1).some((row) => typeof row[i] === "object"));
  lines.splice(1, 0, `|${numeric.map((right) => (right ? "---:" : "---")).join("|")}|`);
  return lines.join("\n");
}

function cellText(cell: Cell): string {
  if (typeof cell === "string") return cell.replaceAll("|", "\\|");
  const { value, error } = cell;
  if (value === null) return "–";
  return error === undefined || error === 0
    ? shortNumber(value)
    : `${shortNumber(value)} ± ${String(Number(error.toPrecision(2)))}`;
}

function shortNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return value.toLocaleString("en-US");
  return String(Number(value.toPrecision(4)));
}

function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
