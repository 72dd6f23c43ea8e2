import type { ComparedFit, ComparedModel, Comparison } from "../protocol/comparison.js";

type Cell = string | number | null;
type Table = readonly (readonly Cell[])[];

/** A comparison as tables of Markdown: one of the models, one per figure of the columns, one per fit. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { input, bound, models } = comparison;
  const figures = [
    "rmsOverSigma",
    "responseMedian",
    "responseSigma68",
    "wasserstein",
    "ksDistance",
  ] as const;
  const titles = {
    rmsOverSigma: "Residual rms/σ",
    responseMedian: "Median response [%]",
    responseSigma68: "Response, half of the 68 % interval [%]",
    wasserstein: "Wasserstein distance/σ",
    ksDistance: "Kolmogorov–Smirnov distance",
  };
  const labels = labelsOf(models);
  const blocks = [
    `${input.path}: ${input.rows.toLocaleString("en-US")} rows. ` +
      "Figures are those without a bound, but for models that need one (marked *): " +
      `those at ${bound} of the range.`,
    markdownTable(mainTable(comparison)),
    ...figures.flatMap((figure) => [
      `**${titles[figure]}**`,
      markdownTable([
        ["model", ...labels],
        ...models.map((model) => [
          marked(model),
          ...labels.map((label) => columnOf(model, label)?.[figure] ?? null),
        ]),
      ]),
    ]),
    ...fitLabels(models).flatMap((label) => [
      `**Fitted peak, ${label}**`,
      markdownTable([
        [
          "model",
          "mean before",
          "after",
          "pull",
          "shift [%]",
          "width before",
          "after",
          "pull",
          "change [%]",
        ],
        ...models.map((model) => fitCells(model, label)),
      ]),
    ]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** A comparison as one table with a line per model; numbers in full. */
export function comparisonCsv({ models }: Comparison): string {
  const labels = labelsOf(models);
  const fits = fitLabels(models);
  const columnKeys = [
    "rmsOverSigma",
    "responseMedian",
    "responseSigma68",
    "wasserstein",
    "ksDistance",
  ] as const;
  const fitKeys = ["meanPull", "widthPull", "meanPercent", "widthPercent"] as const;
  const sides = ["before", "after"] as const;
  const peakKeys = ["mean", "meanError", "width", "widthError"] as const;
  const head = [
    ...["name", "type", "architecture", "parameters", "latent", "latentBits"],
    ...["trainSeconds", "compressSeconds", "decompressSeconds"],
    ...[
      "ratioWithoutBound",
      "ratioAtBound",
      "modelBytesAtBound",
      "figures",
      "largestCorrelationChange",
    ],
    ...labels.flatMap((label) => columnKeys.map((key) => `${label}.${key}`)),
    ...fits.flatMap((label) => [
      ...sides.flatMap((side) => peakKeys.map((key) => `fit.${label}.${side}.${key}`)),
      ...fitKeys.map((key) => `fit.${label}.${key}`),
    ]),
  ];
  const rows = models.map((model): Cell[] => [
    ...[
      model.name,
      model.type,
      model.architecture,
      model.parameters,
      model.latent,
      model.latentBits,
    ],
    ...[model.seconds.train, model.seconds.compress, model.seconds.decompress],
    ...[model.ratioWithoutBound, model.ratioAtBound, model.modelBytesAtBound, model.figures],
    model.largestCorrelationChange?.value ?? null,
    ...labels.flatMap((label) => columnKeys.map((key) => columnOf(model, label)?.[key] ?? null)),
    ...fits.flatMap((label) => {
      const fit = fitOf(model, label);
      return [
        ...sides.flatMap((side) => peakKeys.map((key) => fit?.[side]?.[key] ?? null)),
        ...fitKeys.map((key) => fit?.[key] ?? null),
      ];
    }),
  ]);
  return [head, ...rows].map((row) => `${row.map(csvCell).join(",")}\n`).join("");
}

function mainTable({ bound, models }: Comparison): Table {
  return [
    [
      ...["model", "architecture", "parameters", "stored bits/row"],
      ...["train [s]", "compress [s]", "decompress [s]"],
      ...["ratio without a bound", `ratio at ${bound}`, "largest change of a correlation"],
    ],
    ...models.map((model): Cell[] => [
      marked(model),
      `${model.type} ${model.architecture}`,
      model.parameters,
      model.latentBits,
      ...[model.seconds.train, model.seconds.compress, model.seconds.decompress],
      ...[model.ratioWithoutBound, ratioAtBound(model)],
      model.largestCorrelationChange?.value ?? null,
    ]),
  ];
}

/** A file that is smaller without the network is written without it: that is said. */
function ratioAtBound({ ratioAtBound, modelBytesAtBound, parameters }: ComparedModel): Cell {
  if (parameters === 0 || modelBytesAtBound > 0) return ratioAtBound;
  return `${shortNumber(ratioAtBound)} (network left out)`;
}

function fitCells(model: ComparedModel, label: string): Cell[] {
  const fit = fitOf(model, label);
  const side = (value?: number, error?: number | null): Cell =>
    value === undefined
      ? null
      : error == null
        ? shortNumber(value)
        : `${shortNumber(value)} ± ${error.toPrecision(2)}`;
  return [
    marked(model),
    side(fit?.before?.mean, fit?.before?.meanError),
    side(fit?.after?.mean, fit?.after?.meanError),
    ...[fit?.meanPull ?? null, fit?.meanPercent ?? null],
    side(fit?.before?.width, fit?.before?.widthError),
    side(fit?.after?.width, fit?.after?.widthError),
    ...[fit?.widthPull ?? null, fit?.widthPercent ?? null],
  ];
}

const marked = (model: ComparedModel): string =>
  model.figures === "atBound" ? `${model.name} *` : model.name;

const columnOf = (
  model: ComparedModel,
  label: string,
): ComparedModel["columns"][number] | undefined =>
  model.columns.find((column) => column.label === label);

const fitOf = (model: ComparedModel, label: string): ComparedFit | undefined =>
  model.fits.find((fit) => fit.label === label);

function labelsOf(models: readonly ComparedModel[]): string[] {
  return [...new Set(models.flatMap(({ columns }) => columns.map(({ label }) => label)))];
}

function fitLabels(models: readonly ComparedModel[]): string[] {
  return [...new Set(models.flatMap(({ fits }) => fits.map(({ label }) => label)))];
}

function markdownTable(table: Table): string {
  const lines = table.map((row) => `| ${row.map(markdownCell).join(" | ")} |`);
  const numeric = table[0]!.map((_, i) => table.slice(1).some((row) => typeof row[i] === "number"));
  lines.splice(1, 0, `|${numeric.map((right) => (right ? "---:" : "---")).join("|")}|`);
  return lines.join("\n");
}

function markdownCell(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "number" ? shortNumber(cell) : cell.replaceAll("|", "\\|");
}

function shortNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return value.toLocaleString("en-US");
  return String(Number(value.toPrecision(4)));
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
