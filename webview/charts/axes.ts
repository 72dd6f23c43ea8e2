import type { ChartOptions, Scale, Tick as ChartTick } from "chart.js";
import { powerOfTen } from "./numberFormat.js";
import { logTicks, offsetTicks, type Tick } from "./ticks.js";
import type { Theme } from "./theme.js";

export type AxisOptions = NonNullable<ChartOptions["scales"]>[string];

export interface ValueAxis {
  readonly title: string;
  readonly scale?: "linear" | "log";
  readonly min: number;
  readonly max: number;
  /** About how many labelled ticks. */
  readonly ticks?: number;
  /** Pixels that the axis takes, where charts stand above one another. */
  readonly width?: number;
  readonly gridLines?: boolean;
  /** Ticks on whole numbers only. */
  readonly whole?: boolean;
  readonly labels?: boolean;
  /** Own ticks instead of computed ones. */
  readonly places?: readonly Tick[];
}

/** Numbers from here on do not fit beside the title of an axis of given width. */
const longNumbers = 1e5;

/** Ticks in thousands, millions, ... */
function thousands({ min, max, whole }: ValueAxis, wanted: number): ReturnType<typeof offsetTicks> {
  const power = 3 * Math.floor(Math.log10(max) / 3);
  const unit = 10 ** power;
  const { ticks } = offsetTicks(min / unit, max / unit, wanted, whole);
  return {
    ticks: ticks.map(({ value, label }) => ({ value: value * unit, label })),
    offset: powerOfTen(power),
  };
}

/** Options of a value axis; ticks are always given, because Chart.js would add the limits as ticks. */
export function valueAxis(theme: Theme, axis: ValueAxis): AxisOptions {
  const log = axis.scale === "log";
  const wanted = axis.ticks ?? 6;
  const { ticks, offset } =
    axis.places || log
      ? { ticks: axis.places, offset: "" }
      : axis.width !== undefined && axis.max >= longNumbers
        ? thousands(axis, wanted)
        : offsetTicks(axis.min, axis.max, wanted, axis.whole);
  const build = (scale: Scale): void => {
    const shown = ticks ?? logTicks(scale.min, scale.max, wanted);
    scale.ticks = shown.map(({ value, label }) => ({ value, label }));
  };
  return {
    type: log ? "logarithmic" : "linear",
    min: axis.min,
    max: axis.max,
    title: {
      display: axis.title !== "",
      text: offset === "" ? axis.title : `${axis.title} (${offset})`,
      color: theme.foreground,
      font: { size: 11.5 },
      padding: { top: 3, bottom: 0 },
    },
    border: { color: theme.axis },
    grid: {
      drawOnChartArea: axis.gridLines !== false,
      color: theme.grid,
      tickColor: theme.axis,
      tickLength: 4,
    },
    ticks: {
      display: axis.labels !== false,
      color: theme.muted,
      maxRotation: 0,
      autoSkip: false,
      padding: 3,
      callback: (_value: unknown, index: number, ticks: ChartTick[]) => ticks[index]?.label ?? "",
    },
    afterBuildTicks: build,
    ...(axis.width === undefined
      ? {}
      : {
          afterFit: (scale: Scale) => {
            scale.width = axis.width as number;
          },
        }),
  } as AxisOptions;
}
