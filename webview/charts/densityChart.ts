import type { Chart } from "chart.js";
import type { ColumnEvaluation, Density } from "../../src/protocol/evaluation.js";
import { t } from "../localize.js";
import { valueAxis } from "./axes.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { densityColor, toCss } from "./color.js";
import { growByFactor } from "./scales.js";
import type { Theme } from "./theme.js";
import { logTicks } from "./ticks.js";

/** Index of the bin that holds a value, −1 outside; edges ascend. */
export function binOf(edges: readonly number[], value: number): number {
  if (!(value >= edges[0]) || value > edges[edges.length - 1]) return -1;
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Counts of (x, x̂) from counts of (x, Δ): each bin of Δ is moved up by the middle of its bin of x and shared among the
 * rows that it covers, so that the total stays.
 */
export function againstDecompressed(density: Density): Density {
  const { xEdges, yEdges, counts } = density;
  const bins = xEdges.length - 1;
  const rows = yEdges.length - 1;
  const low = xEdges[0];
  const high = xEdges[bins];
  const height = Math.max((high - low) / 150, (yEdges[rows] - yEdges[0]) / rows);
  const outRows = Math.max(1, Math.ceil((high - low) / height));
  const outEdges = Array.from(
    { length: outRows + 1 },
    (_, row) => low + ((high - low) * row) / outRows,
  );
  const step = (high - low) / outRows;
  const shared = new Array<number>(outRows * bins).fill(0);
  for (let row = 0; row < rows; row++) {
    for (let bin = 0; bin < bins; bin++) {
      const count = counts[row * bins + bin];
      if (!count) continue;
      const centre = (xEdges[bin] + xEdges[bin + 1]) / 2;
      const from = centre + yEdges[row];
      const to = centre + yEdges[row + 1];
      const first = Math.max(0, Math.floor((from - low) / step));
      const last = Math.min(outRows - 1, Math.ceil((to - low) / step) - 1);
      for (let out = first; out <= last; out++) {
        const overlap = Math.min(to, outEdges[out + 1]) - Math.max(from, outEdges[out]);
        if (overlap > 0) shared[out * bins + bin] += (count * overlap) / (to - from);
      }
    }
  }
  return { xEdges, yEdges: outEdges, counts: shared };
}

/** With a bound finer than a bin, x̂ against x would be a bare diagonal. */
export function defaultDensity(column: ColumnEvaluation): "decompressed" | "residual" {
  const { xEdges } = column.density;
  const width = (xEdges[xEdges.length - 1] - xEdges[0]) / (xEdges.length - 1);
  const reach = column.absoluteBound ?? column.residualStatistics.sigma68;
  return column.boundKind !== "none" || reach < width ? "residual" : "decompressed";
}

/** Values on a plane as a painted map with a colour bar; empty cells show the background. */
export function densityChart(
  theme: Theme,
  column: ColumnEvaluation,
  mode: "decompressed" | "residual",
): ChartRecipe {
  const density = mode === "residual" ? column.density : againstDecompressed(column.density);
  const { xEdges, yEdges } = density;
  const unit = column.unit ? ` [${column.unit}]` : "";
  const log = growByFactor(xEdges);
  const bound = mode === "residual" ? column.absoluteBound : null;
  const low = yEdges[0];
  const high = yEdges[yEdges.length - 1];
  const reach = bound === null ? 0 : bound * 1.1;
  const rule = (place: number): object => ({
    type: "line",
    yMin: place,
    yMax: place,
    borderColor: theme.bound,
    borderWidth: 1.4,
    borderDash: [2, 2.4],
  });
  return {
    type: "line",
    data: { datasets: [] },
    options: {
      ...baseOptions(theme),
      events: [],
      layout: { padding: { right: 52, top: 8 } },
      scales: {
        x: valueAxis(theme, {
          title: `${t("original {0}", column.label)}${unit}`,
          scale: log ? "log" : "linear",
          min: xEdges[0],
          max: xEdges[xEdges.length - 1],
          ticks: 7,
          gridLines: false,
        }),
        y: valueAxis(theme, {
          title:
            mode === "residual" ? `x̂ − x${unit}` : `${t("decompressed {0}", column.label)}${unit}`,
          min: Math.min(low, -reach || low),
          max: Math.max(high, reach || high),
          ticks: 5,
          gridLines: false,
        }),
      },
      plugins: {
        annotation: {
          annotations: {
            ...(bound === null ? {} : { lower: rule(-bound), upper: rule(bound) }),
            ...(mode === "residual"
              ? {}
              : {
                  diagonal: {
                    type: "line",
                    xMin: xEdges[0],
                    yMin: xEdges[0],
                    xMax: xEdges[xEdges.length - 1],
                    yMax: xEdges[xEdges.length - 1],
                    borderColor: theme.foreground,
                    borderWidth: 1,
                    borderDash: [4, 4],
                  },
                }),
          },
        },
      },
    },
    plugins: [cells(theme, density), colourBar(theme, density)],
  };
}

function cells(theme: Theme, density: Density): object {
  const { xEdges, yEdges, counts } = density;
  const bins = xEdges.length - 1;
  const span = countSpan(counts);
  return {
    id: "cells",
    beforeDatasetsDraw(chart: Chart) {
      const { ctx, chartArea, scales } = chart;
      const ratio = chart.currentDevicePixelRatio;
      const width = Math.round((chartArea.right - chartArea.left) * ratio);
      const height = Math.round((chartArea.bottom - chartArea.top) * ratio);
      if (width < 1 || height < 1) return;
      const image = new ImageData(width, height);
      const columns = Array.from({ length: width }, (_, place) =>
        binOf(xEdges, scales.x.getValueForPixel(chartArea.left + (place + 0.5) / ratio) ?? NaN),
      );
      for (let line = 0; line < height; line++) {
        const row = binOf(
          yEdges,
          scales.y.getValueForPixel(chartArea.top + (line + 0.5) / ratio) ?? NaN,
        );
        if (row < 0) continue;
        for (let place = 0; place < width; place++) {
          const count = columns[place] < 0 ? 0 : counts[row * bins + columns[place]];
          if (!(count > 0)) continue;
          const colour = densityColor(span.place(count), theme.light);
          const at = 4 * (line * width + place);
          image.data[at] = colour[0];
          image.data[at + 1] = colour[1];
          image.data[at + 2] = colour[2];
          image.data[at + 3] = 255;
        }
      }
      const buffer = document.createElement("canvas");
      buffer.width = width;
      buffer.height = height;
      buffer.getContext("2d")?.putImageData(image, 0, 0);
      ctx.save();
      ctx.imageSmoothingEnabled = false;
      ctx.drawImage(
        buffer,
        chartArea.left,
        chartArea.top,
        chartArea.right - chartArea.left,
        chartArea.bottom - chartArea.top,
      );
      ctx.restore();
    },
  };
}

function colourBar(theme: Theme, density: Density): object {
  const span = countSpan(density.counts);
  return {
    id: "colourBar",
    afterDraw(chart: Chart) {
      const { ctx, chartArea } = chart;
      const left = chartArea.right + 12;
      const height = chartArea.bottom - chartArea.top;
      ctx.save();
      for (let line = 0; line < height; line++) {
        ctx.fillStyle = toCss(densityColor(1 - line / height, theme.light));
        ctx.fillRect(left, chartArea.top + line, 10, 1.5);
      }
      ctx.strokeStyle = theme.axis;
      ctx.fillStyle = theme.muted;
      ctx.font = `11px ${theme.font}`;
      ctx.textBaseline = "middle";
      ctx.textAlign = "left";
      ctx.beginPath();
      for (const { value, label } of logTicks(span.low, span.high, 5)) {
        if (!label) continue;
        const place = Math.round(chartArea.bottom - span.place(value) * height) + 0.5;
        ctx.moveTo(left + 10, place);
        ctx.lineTo(left + 13, place);
        ctx.fillText(
          label,
          left + 16,
          Math.min(Math.max(place, chartArea.top + 5), chartArea.bottom - 5),
        );
      }
      ctx.stroke();
      ctx.restore();
    },
  };
}

function countSpan(counts: readonly number[]): {
  readonly low: number;
  readonly high: number;
  place(count: number): number;
} {
  let high = 1;
  for (const count of counts) if (count > high) high = count;
  const top = Math.max(high, 2);
  return {
    low: 1,
    high: top,
    // Shared counts of a moved map may lie below one entry: they take the colour of one.
    place: (count) => Math.max(0, Math.log(count) / Math.log(top)),
  };
}
