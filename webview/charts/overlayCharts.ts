import { t } from "../localize.js";
import { valueAxis } from "./axes.js";
import { binTitle, entriesTitle, sharedAxisWidth } from "./beforeAfterChart.js";
import { stepPoints } from "./binSteps.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { formatExact } from "./numberFormat.js";
import { compareBins } from "./ratioChart.js";
import { countLimits, lossLimits } from "./scales.js";
import type { Theme } from "./theme.js";

/** Bins of one run, and the line that it is drawn with. */
export interface OverlaidBins {
  readonly name: string;
  readonly color: number;
  readonly dash: readonly number[];
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface Overlay {
  /** Of the x axis. */
  readonly title: string;
  readonly unit: string | null;
  readonly scale: "linear" | "log";
  readonly logX: boolean;
  readonly runs: readonly OverlaidBins[];
}

type Axis = ReturnType<typeof valueAxis>;
type Item = { readonly datasetIndex: number; readonly dataIndex: number };

const lineOf = (theme: Theme, { name, color, dash }: OverlaidBins): object => ({
  label: name,
  stepped: "before",
  borderColor: theme.runs[color],
  borderWidth: 1.6,
  borderDash: dash,
  pointHoverRadius: 0,
});

/** The frame of all overlays: lines in bins, an axis each way, and what pointing at a bin says. */
function overlay(
  theme: Theme,
  datasets: readonly object[],
  scales: { readonly x: Axis; readonly y: Axis },
  tooltip: {
    readonly title: (items: readonly Item[]) => string;
    readonly label: (item: Item) => string;
  },
  top = 6,
): ChartRecipe {
  const base = baseOptions(theme);
  return {
    type: "line",
    data: { datasets: [...datasets] },
    options: {
      ...base,
      parsing: false,
      spanGaps: false,
      interaction: { mode: "bin" },
      layout: { padding: { right: 8, top } },
      scales: { ...scales },
      plugins: {
        ...base.plugins,
        tooltip: { ...base.plugins?.tooltip, callbacks: { ...tooltip } },
      },
    },
  };
}

/** Entries of the original, filled, and of what several runs made of it, over the edges of the original. */
export function entriesOverlay(
  theme: Theme,
  shown: Overlay,
  edges: readonly number[],
  original: readonly number[],
): ChartRecipe {
  const { runs, scale, unit } = shown;
  const floor = scale === "log" ? 0.5 : 0;
  const all = [original, ...runs.map(({ counts }) => counts)];
  return overlay(
    theme,
    [
      ...runs.map((run) => ({ ...lineOf(theme, run), data: stepPoints(edges, run.counts, floor) })),
      {
        label: t("original"),
        data: stepPoints(edges, original, floor),
        stepped: "before",
        fill: "start",
        backgroundColor: theme.originalFill,
        borderColor: theme.originalEdge,
        borderWidth: 1,
        pointHoverRadius: 0,
      },
    ],
    {
      x: xAxis(theme, shown, edges, false),
      y: valueAxis(theme, {
        title: entriesTitle(edges, unit),
        scale,
        ...countLimits(Math.max(...all.flat()), scale),
        ticks: 5,
        width: sharedAxisWidth,
      }),
    },
    {
      title: titleOver(edges, unit),
      label: ({ datasetIndex, dataIndex }) => {
        const run = runs[datasetIndex] as OverlaidBins | undefined;
        const count = (run?.counts ?? original)[dataIndex];
        return `${run?.name ?? t("original")}: ${formatExact(count)}`;
      },
    },
  );
}

/** What several runs made of the entries over those of the original; outside the range lines leave the plot. */
export function ratioOverlay(
  theme: Theme,
  shown: Overlay,
  edges: readonly number[],
  original: readonly number[],
): ChartRecipe {
  const compared = shown.runs.map(({ counts }) => compareBins(original, counts, "ratio"));
  const half = Math.max(0.02, ...compared.map((one) => one.half));
  return overlay(
    theme,
    shown.runs.map((run, index) => ({
      ...lineOf(theme, run),
      data: stepPoints(
        edges,
        compared[index].values.map((value) => value ?? NaN),
      ),
    })),
    {
      x: xAxis(theme, shown, edges, true),
      y: valueAxis(theme, {
        title: t("ratio"),
        min: 1 - half * 1.1,
        max: 1 + half * 1.1,
        ticks: 4,
        width: sharedAxisWidth,
      }),
    },
    {
      title: titleOver(edges, shown.unit),
      label: ({ datasetIndex, dataIndex }) => {
        const value = compared[datasetIndex].values[dataIndex];
        const text = value === null ? "–" : formatExact(value);
        return `${shown.runs[datasetIndex].name}: ${text}`;
      },
    },
    2,
  );
}

/** Residuals of several runs, each over edges of its own: shares of the entries per unit, so that areas are equal. */
export function residualOverlay(theme: Theme, shown: Overlay): ChartRecipe {
  const { runs, scale, unit } = shown;
  const densities = runs.map(densityOf);
  const positive = densities.flat().filter((value) => value > 0);
  const limits =
    scale === "log"
      ? lossLimits(positive, "log")
      : { min: 0, max: 1.1 * Math.max(0, ...positive) || 1 };
  const reach = Math.max(...runs.flatMap(({ edges }) => edges.map(Math.abs)));
  return overlay(
    theme,
    runs.map((run, index) => ({
      ...lineOf(theme, run),
      data: stepPoints(run.edges, densities[index], limits.min),
    })),
    {
      x: valueAxis(theme, { title: shown.title, min: -reach, max: reach, ticks: 6 }),
      y: valueAxis(theme, {
        title: unit ? t("share / {0}", unit) : t("share / unit"),
        scale,
        ...limits,
        ticks: 5,
      }),
    },
    {
      title: () => "",
      label: ({ datasetIndex, dataIndex }) => {
        const { name, edges, counts } = runs[datasetIndex];
        const entries = formatExact(counts[dataIndex] ?? 0);
        return `${name}: ${entries} (${binTitle(edges, dataIndex, unit)})`;
      },
    },
  );
}

/** Names the bin that is pointed at. */
function titleOver(
  edges: readonly number[],
  unit: string | null,
): (items: readonly Item[]) => string {
  return (items) => (items.length ? binTitle(edges, items[0].dataIndex, unit) : "");
}

/** Shares of all entries per unit of x. */
export function densityOf({ edges, counts }: Pick<OverlaidBins, "edges" | "counts">): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count, bin) => {
    const width = edges[bin + 1] - edges[bin];
    return total > 0 && width > 0 ? count / total / width : 0;
  });
}

function xAxis(
  theme: Theme,
  { title, logX }: Overlay,
  edges: readonly number[],
  labels: boolean,
): Axis {
  return valueAxis(theme, {
    title: labels ? title : "",
    scale: logX ? "log" : "linear",
    min: edges[0],
    max: edges[edges.length - 1],
    ticks: 7,
    labels,
    gridLines: false,
  });
}
