import type { Chart } from "chart.js";
import type { PeakFit } from "../../src/protocol/peakFit.js";
import { t } from "../localize.js";
import { valueAxis } from "./axes.js";
import { binTitle, entriesTitle, sharedAxisWidth } from "./beforeAfterChart.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { drawnWidth, fitBins, mergedBins, type FitBin } from "./fitBins.js";
import { formatExact, formatNumber } from "./numberFormat.js";
import type { Theme } from "./theme.js";

const sides = ["original", "decompressed"] as const;
export type FitSide = (typeof sides)[number];

const colorOf = (theme: Theme, side: FitSide): string =>
  side === "original" ? theme.originalEdge : theme.decompressed;

const middle = ({ from, to }: FitBin): number => (from + to) / 2;

const axisTitle = ({ label, unit }: PeakFit): string => (unit ? `${label} [${unit}]` : label);

/**
 * The data with error bars, the fitted curve and its background; both sides on the same axes, but for a side whose coarse
 * steps pile all entries up in few bins.
 */
export function fitChart(theme: Theme, fit: PeakFit, side: FitSide): ChartRecipe {
  const bins = fitBins(fit, fit[side]);
  const { peak } = fit[side];
  const tops = (fit.tooCoarse === true ? [side] : sides).flatMap((each) =>
    fitBins(fit, fit[each]).map(({ entries, error }) => entries + error),
  );
  const curve = (values: readonly number[]): object[] =>
    values.map((y, index) => ({ x: peak!.curve.x[index], y: y * mergedBins(fit) }));
  const line = { pointRadius: 0, pointHoverRadius: 0, borderWidth: 1.5 };
  const base = baseOptions(theme);
  return {
    type: "line",
    data: {
      datasets: [
        {
          data: bins.map((bin) => ({ x: middle(bin), y: bin.entries })),
          showLine: false,
          pointBackgroundColor: colorOf(theme, side),
          pointBorderWidth: 0,
          pointRadius: 2.2,
        },
        ...(peak === null
          ? []
          : [
              { ...line, data: curve(peak.curve.total), borderColor: theme.foreground },
              {
                ...line,
                data: curve(peak.curve.background),
                borderColor: theme.muted,
                borderDash: [5, 4],
              },
            ]),
      ],
    },
    options: {
      ...base,
      parsing: false,
      layout: { padding: { right: 16, top: 4 } },
      scales: {
        // With a fit its pulls stand below, on the same axis.
        x: windowAxis(theme, fit, peak === null ? axisTitle(fit) : ""),
        y: valueAxis(theme, {
          title: entriesTitle([0, drawnWidth(fit)], fit.unit, fit[side].errors !== undefined),
          min: 0,
          max: Math.max(1, ...tops) * 1.08,
          width: sharedAxisWidth,
        }),
      },
      plugins: {
        ...base.plugins,
        tooltip: {
          ...base.plugins?.tooltip,
          filter: (item: { datasetIndex: number }) => item.datasetIndex === 0,
          callbacks: {
            title: (items: readonly { dataIndex: number }[]) => titleOf(bins, items, fit.unit),
            label: (item: { dataIndex: number }) => {
              const { entries, error, expected } = bins[item.dataIndex];
              return [
                `${t("entries")}: ${formatExact(entries)} ± ${formatNumber(error, 3)}`,
                ...(expected === null ? [] : [`${t("fit")}: ${formatNumber(expected, 5)}`]),
              ];
            },
          },
        },
      },
    },
    plugins: [errorBars(bins, colorOf(theme, side))],
  };
}

/** What the data leave of the fit, in units of their uncertainty. */
export function pullChart(theme: Theme, fit: PeakFit, side: FitSide): ChartRecipe {
  const bins = fitBins(fit, fit[side]).filter(({ pull }) => pull !== null);
  const both = sides.flatMap((each) => fitBins(fit, fit[each]));
  const largest = Math.max(4, ...both.map(({ pull }) => Math.ceil(Math.abs(pull ?? 0))));
  const reach = Math.min(8, largest);
  const outside = (pull: number): boolean => Math.abs(pull) > reach;
  const base = baseOptions(theme);
  return {
    type: "line",
    data: {
      datasets: [
        {
          data: bins.map((bin) => ({
            x: middle(bin),
            y: Math.max(-reach, Math.min(reach, bin.pull!)),
          })),
          showLine: false,
          pointBackgroundColor: colorOf(theme, side),
          pointBorderWidth: 0,
          pointRadius: bins.map(({ pull }) => (outside(pull!) ? 3.5 : 2.2)),
          pointStyle: bins.map(({ pull }) => (outside(pull!) ? "triangle" : "circle")),
          pointRotation: bins.map(({ pull }) => (pull! < 0 ? 180 : 0)),
        },
      ],
    },
    options: {
      ...base,
      parsing: false,
      layout: { padding: { right: 16, top: 2 } },
      scales: {
        x: windowAxis(theme, fit, axisTitle(fit)),
        y: valueAxis(theme, {
          title: t("pull"),
          min: -reach * 1.1,
          max: reach * 1.1,
          ticks: 5,
          whole: true,
          width: sharedAxisWidth,
        }),
      },
      plugins: {
        ...base.plugins,
        annotation: {
          annotations: {
            band: {
              type: "box",
              yMin: -1,
              yMax: 1,
              backgroundColor: theme.band,
              borderWidth: 0,
              drawTime: "beforeDatasetsDraw",
            },
            zero: {
              type: "line",
              yMin: 0,
              yMax: 0,
              borderColor: theme.foreground,
              borderWidth: 1,
              drawTime: "beforeDatasetsDraw",
            },
          },
        },
        tooltip: {
          ...base.plugins?.tooltip,
          callbacks: {
            title: (items: readonly { dataIndex: number }[]) => titleOf(bins, items, fit.unit),
            label: (item: { dataIndex: number }) =>
              `${t("pull")}: ${formatNumber(bins[item.dataIndex].pull!, 3)}`,
          },
        },
      },
    },
  };
}

function windowAxis(theme: Theme, fit: PeakFit, title: string): ReturnType<typeof valueAxis> {
  return valueAxis(theme, {
    title,
    min: fit.edges[0],
    max: fit.edges[fit.edges.length - 1],
    ticks: 7,
    labels: title !== "",
    gridLines: false,
  });
}

function titleOf(
  bins: readonly FitBin[],
  items: readonly { dataIndex: number }[],
  unit: string | null,
): string {
  const bin = items.length > 0 ? bins[items[0].dataIndex] : undefined;
  return bin ? binTitle([bin.from, bin.to], 0, unit) : "";
}

function errorBars(bins: readonly FitBin[], color: string): object {
  return {
    id: "errorBars",
    afterDatasetsDraw(chart: Chart) {
      const { ctx, chartArea, scales } = chart;
      ctx.save();
      ctx.strokeStyle = color;
      ctx.lineWidth = 1;
      ctx.beginPath();
      for (const bin of bins) {
        if (!(bin.error > 0)) continue;
        const place = Math.round(scales.x.getPixelForValue(middle(bin))) + 0.5;
        const top = scales.y.getPixelForValue(bin.entries + bin.error);
        const bottom = scales.y.getPixelForValue(bin.entries - bin.error);
        ctx.moveTo(place, Math.max(top, chartArea.top));
        ctx.lineTo(place, Math.min(bottom, chartArea.bottom));
      }
      ctx.stroke();
      ctx.restore();
    },
  };
}
