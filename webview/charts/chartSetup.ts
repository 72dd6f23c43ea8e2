import { BoxAndWiskers, BoxPlotController } from "@sgratzl/chartjs-chart-boxplot";
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  Interaction,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
  type ChartOptions,
  type InteractionItem,
  type InteractionModeFunction,
} from "chart.js";
import { PointWithErrorBar, ScatterWithErrorBarsController } from "chartjs-chart-error-bars";
import annotation from "chartjs-plugin-annotation";
import { minorTicks } from "./minorTicks.js";
import type { Theme } from "./theme.js";

declare module "chart.js" {
  interface InteractionModeMap {
    bin: InteractionModeFunction;
    eachCurve: InteractionModeFunction;
  }
}

let registered = false;

/** Registers what the panel's charts are made of; only the first call does anything. */
export function registerCharts(): void {
  if (registered) return;
  registered = true;
  Chart.register(
    BarController,
    BarElement,
    BoxAndWiskers,
    BoxPlotController,
    CategoryScale,
    Filler,
    LinearScale,
    LineController,
    LineElement,
    LogarithmicScale,
    PointElement,
    PointWithErrorBar,
    ScatterWithErrorBarsController,
    Tooltip,
    annotation,
    minorTicks,
  );
  Interaction.modes.bin = binUnderPointer;
  Interaction.modes.eachCurve = nearestOfEachCurve;
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.elements.point.radius = 0;
  Chart.defaults.elements.point.hoverRadius = 3;
  Chart.defaults.elements.line.borderWidth = 1.5;
  Chart.defaults.font.size = 11;
}

/** Options that all charts share, tooltip included. */
export function baseOptions(theme: Theme): ChartOptions {
  return {
    color: theme.muted,
    font: { family: theme.font, size: 11 },
    interaction: { mode: "nearest", axis: "x", intersect: false },
    plugins: {
      tooltip: {
        backgroundColor: theme.hoverBackground,
        borderColor: theme.hoverBorder,
        borderWidth: 1,
        titleColor: theme.hoverForeground,
        bodyColor: theme.hoverForeground,
        titleFont: { family: theme.font, size: 12, weight: 600 },
        bodyFont: { family: theme.font, size: 12 },
        cornerRadius: 3,
        padding: 8,
        caretSize: 0,
        caretPadding: 10,
        displayColors: false,
      },
    },
  };
}

// The points of a histogram stand at the left edges of their bins: the bin under the pointer is the last edge before it.
const binUnderPointer: InteractionModeFunction = (chart, event) => {
  const scale = chart.scales.x;
  if (event.x === null || event.x < scale.left || event.x > scale.right) return [];
  const place = scale.getValueForPixel(event.x) ?? NaN;
  const items: InteractionItem[] = [];
  for (const meta of chart.getSortedVisibleDatasetMetas()) {
    const points = chart.data.datasets[meta.index].data as readonly { readonly x: number }[];
    let index = -1;
    while (index + 1 < points.length && points[index + 1].x <= place) index++;
    // The last point only closes the last step.
    if (index >= 0 && index < points.length - 1) {
      items.push({ element: meta.data[index], datasetIndex: meta.index, index });
    }
  }
  return items.sort((a, b) => a.datasetIndex - b.datasetIndex);
};

// Curves need not share their places in x: each gives its own nearest point.
const nearestOfEachCurve: InteractionModeFunction = (chart, event) => {
  const pointer = event.x;
  if (pointer === null) return [];
  return chart.getSortedVisibleDatasetMetas().flatMap((meta) => {
    let nearest = -1;
    meta.data.forEach((element, index) => {
      const distance = Math.abs(element.x - pointer);
      if (nearest < 0 || distance < Math.abs(meta.data[nearest].x - pointer)) nearest = index;
    });
    if (nearest < 0) return [];
    return [{ element: meta.data[nearest], datasetIndex: meta.index, index: nearest }];
  });
};
