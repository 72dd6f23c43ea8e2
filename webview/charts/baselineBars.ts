import type { Chart } from "chart.js";
import type { CompressionReport } from "../../src/protocol/evaluation.js";
import { t } from "../localize.js";
import { valueAxis } from "./axes.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { formatBytes, formatCount, formatNumber } from "./numberFormat.js";
import type { Theme } from "./theme.js";

export interface FileSize {
  readonly name: string;
  readonly bytes: number;
  readonly ours: boolean;
}

/** This file among its baselines, largest first. */
export function fileSizes(compression: CompressionReport): FileSize[] {
  return [
    ...compression.baselines.map(({ name, bytes }) => ({ name, bytes, ours: false })),
    { name: "Collimate", bytes: compression.outputBytes, ours: true },
  ].sort((a, b) => b.bytes - a.bytes);
}

/** Bars of the sizes, with bytes and ratio at the right. */
export function baselineBars(theme: Theme, compression: CompressionReport): ChartRecipe {
  const sizes = fileSizes(compression);
  const largest = Math.max(...sizes.map(({ bytes }) => bytes), 1);
  const [divisor, unit] = largest >= 1e6 ? [1e6, "MB"] : largest >= 1e3 ? [1e3, "kB"] : [1, "B"];
  const base = baseOptions(theme);
  return {
    type: "bar",
    data: {
      labels: sizes.map(({ name }) => name),
      datasets: [
        {
          data: sizes.map(({ bytes }) => bytes / divisor),
          backgroundColor: sizes.map(({ ours }) =>
            ours ? theme.decompressed : theme.originalFill,
          ),
          borderColor: sizes.map(({ ours }) => (ours ? theme.decompressed : theme.originalEdge)),
          borderWidth: { right: 1 },
          maxBarThickness: 18,
        },
      ],
    },
    options: {
      ...base,
      indexAxis: "y",
      layout: { padding: { right: 130, top: 20 } },
      interaction: { mode: "nearest", axis: "y", intersect: false },
      scales: {
        x: valueAxis(theme, {
          title: t("size [{0}]", unit),
          min: 0,
          max: (largest / divisor) * 1.04,
          ticks: 5,
        }),
        y: {
          type: "category",
          border: { color: theme.axis },
          grid: { display: false },
          ticks: {
            color: theme.foreground,
            font: { size: 12, family: theme.font },
            padding: 8,
            autoSkip: false,
            callback: (_value: unknown, index: number) => wrapped(sizes[index]?.name ?? ""),
          },
        },
      },
      plugins: {
        ...base.plugins,
        tooltip: {
          ...base.plugins?.tooltip,
          callbacks: {
            title: (items: readonly { dataIndex: number }[]) =>
              items.length ? sizes[items[0].dataIndex].name : "",
            label: (item: { dataIndex: number }) =>
              t("{0} bytes", formatCount(sizes[item.dataIndex].bytes)),
          },
        },
      },
    },
    plugins: [sizeColumns(theme, compression, sizes)],
  };
}

const textColumns = [74, 126] as const;

function sizeColumns(
  theme: Theme,
  compression: CompressionReport,
  sizes: readonly FileSize[],
): object {
  return {
    id: "sizeColumns",
    afterDatasetsDraw(chart: Chart) {
      const { ctx, chartArea, scales } = chart;
      ctx.save();
      ctx.textAlign = "right";
      ctx.textBaseline = "middle";
      ctx.fillStyle = theme.foreground;
      sizes.forEach(({ bytes, ours }, index) => {
        const centre = scales.y.getPixelForValue(index);
        ctx.font = `${ours ? "600 " : ""}12px ${theme.font}`;
        ctx.fillText(formatBytes(bytes), chartArea.right + textColumns[0], centre);
        ctx.fillText(
          formatNumber(compression.inputBytes / bytes, 3),
          chartArea.right + textColumns[1],
          centre,
        );
      });
      ctx.font = `11.5px ${theme.font}`;
      ctx.fillStyle = theme.muted;
      ctx.textBaseline = "alphabetic";
      ctx.fillText(t("bytes"), chartArea.right + textColumns[0], chartArea.top - 8);
      ctx.fillText(t("ratio"), chartArea.right + textColumns[1], chartArea.top - 8);
      ctx.restore();
    },
  };
}

// Long names take two lines, so that the bars keep most of the width.
function wrapped(name: string): string | string[] {
  if (name.length <= 20) return name;
  const middle = name.length / 2;
  const spaces = [...name.matchAll(/ /g)].map((match) => match.index);
  if (spaces.length === 0) return name;
  const cut = spaces.reduce((a, b) => (Math.abs(b - middle) < Math.abs(a - middle) ? b : a));
  return [name.slice(0, cut), name.slice(cut + 1)];
}
