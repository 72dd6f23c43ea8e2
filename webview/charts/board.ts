import { Chart, type ChartConfiguration, type ChartData, type ChartOptions } from "chart.js";
import { element } from "../element.js";
import { registerCharts } from "./chartSetup.js";
import { readTheme, type Theme } from "./theme.js";

/** What a section gives: data and options from the present model and the present theme. */
export interface ChartRecipe {
  readonly type: string;
  readonly data: object;
  readonly options: object;
  readonly plugins?: readonly object[];
}

interface Mounted {
  redraw(): void;
  refresh(): void;
  dispose(): void;
}

/** The drawings of one section: they follow the theme together and end together. */
export class Board {
  private readonly mounted: Mounted[] = [];

  /** Puts a chart into `host`; `label` is the sentence that a screen reader says. */
  addChart(host: HTMLElement, label: () => string, recipe: (theme: Theme) => ChartRecipe): void {
    registerCharts();
    const canvas = element("canvas", { attributes: { role: "img", "aria-label": label() } });
    host.append(canvas);
    let chart: Chart | null = null;
    const create = (): void => {
      chart?.destroy();
      chart = null;
      if (!canvas.getContext("2d")) return;
      const { type, data, options, plugins } = recipe(readTheme());
      chart = new Chart(canvas, { type, data, options, plugins } as unknown as ChartConfiguration);
    };
    this.mounted.push({
      redraw: create,
      refresh: () => {
        canvas.setAttribute("aria-label", label());
        const next = recipe(readTheme());
        if (!chart || next.plugins) {
          create();
          return;
        }
        chart.data = next.data as ChartData;
        chart.options = next.options as ChartOptions;
        chart.update("none");
      },
      dispose: () => chart?.destroy(),
    });
    create();
  }

  /** Calls `paint` now, and again whenever the theme or the model changes. */
  addPainting(paint: (theme: Theme) => void): void {
    const repaint = (): void => {
      paint(readTheme());
    };
    this.mounted.push({ redraw: repaint, refresh: repaint, dispose: () => undefined });
    repaint();
  }

  /** After a change of theme. */
  redraw(): void {
    for (const drawing of this.mounted) drawing.redraw();
  }

  /** After new data. */
  refresh(): void {
    for (const drawing of this.mounted) drawing.refresh();
  }

  dispose(): void {
    for (const drawing of this.mounted) drawing.dispose();
    this.mounted.length = 0;
  }
}
