import type { Plugin } from "chart.js";
import { minorLogTicks } from "./ticks.js";

/** Unlabelled ticks between the decades of every log axis that shows labels. */
export const minorTicks: Plugin = {
  id: "minorTicks",
  afterDraw(chart) {
    const { ctx, chartArea } = chart;
    for (const scale of Object.values(chart.scales)) {
      if (scale.type !== "logarithmic" || scale.max / scale.min < 3) continue;
      const { grid } = scale.options as { readonly grid?: { readonly tickColor?: unknown } };
      const color = grid?.tickColor;
      ctx.save();
      ctx.strokeStyle = typeof color === "string" ? color : "#888888";
      ctx.lineWidth = 1;
      ctx.beginPath();
      for (const value of minorLogTicks(scale.min, scale.max)) {
        const place = Math.round(scale.getPixelForValue(value)) + 0.5;
        if (scale.isHorizontal()) {
          ctx.moveTo(place, chartArea.bottom);
          ctx.lineTo(place, chartArea.bottom + 3);
        } else {
          ctx.moveTo(chartArea.left - 3, place);
          ctx.lineTo(chartArea.left, place);
        }
      }
      ctx.stroke();
      ctx.restore();
    }
  },
};
