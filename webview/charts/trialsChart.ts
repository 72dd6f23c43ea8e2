import { candidateInWords } from "../../src/protocol/trialText.js";
import { t } from "../localize.js";
import { valueAxis } from "./axes.js";
import type { ChartRecipe } from "./board.js";
import { baseOptions } from "./chartSetup.js";
import { formatExact } from "./numberFormat.js";
import { lossLimits } from "./scales.js";
import type { Theme } from "./theme.js";
import type { ShownTrial, Trials } from "./trials.js";

/** How a trial stands to the others: it runs or gave the model its last say, it was chosen from its like, or it was not. */
type Rank = "foremost" | "chosen" | "other";

/** Bits per value by epoch, a curve for each trial. */
export function trialsChart(theme: Theme, shown: Trials): ChartRecipe {
  const { trials, answers } = shown;
  const chosen = new Set(answers.values());
  const running = trials.find(({ found }) => found === null);
  const foremost = running?.trial ?? [...answers.values()].at(-1) ?? trials.at(-1)?.trial;
  const rankOf = ({ trial }: ShownTrial): Rank =>
    trial === foremost ? "foremost" : chosen.has(trial) ? "chosen" : "other";
  const order: readonly Rank[] = ["foremost", "chosen", "other"];
  const sorted = [...trials].sort((a, b) => order.indexOf(rankOf(a)) - order.indexOf(rankOf(b)));
  const all = trials.flatMap(({ points }) => points);
  const limits = lossLimits(
    all.map(({ y }) => y),
    "linear",
  );
  const base = baseOptions(theme);
  return {
    type: "line",
    data: {
      datasets: sorted.map((trial) => {
        const rank = rankOf(trial);
        const color = {
          foremost: theme.decompressed,
          chosen: theme.foreground,
          other: theme.muted,
        };
        return {
          label: `${trial.trial} · ${candidateInWords(trial.candidate, t)}`,
          data: trial.points,
          borderColor: color[rank],
          borderWidth: { foremost: 2, chosen: 1.4, other: 1 }[rank],
          borderDash: rank === "other" ? [5, 3] : [],
          pointBackgroundColor: color[rank],
          pointBorderWidth: 0,
          pointRadius: rank === "foremost" ? 2 : 0,
        };
      }),
    },
    options: {
      ...base,
      parsing: false,
      interaction: { mode: "eachCurve" },
      layout: { padding: { right: 10, top: 8 } },
      scales: {
        x: valueAxis(theme, {
          title: t("epoch of the trial"),
          min: 0,
          max: shown.epochs,
          ticks: 6,
          whole: true,
          gridLines: false,
        }),
        y: valueAxis(theme, { title: t("bits per value"), scale: "linear", ...limits, ticks: 6 }),
      },
      plugins: {
        ...base.plugins,
        tooltip: {
          ...base.plugins?.tooltip,
          callbacks: {
            title: (items: readonly { parsed: { x: number } }[]) =>
              items.length > 0 ? t("epoch {0}", formatExact(items[0].parsed.x)) : "",
            label: (item: { dataset: { label: string }; parsed: { y: number } }) =>
              `${item.dataset.label}: ${formatExact(item.parsed.y)}`,
          },
        },
      },
    },
  };
}
