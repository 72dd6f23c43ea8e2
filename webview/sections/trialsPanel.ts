import type { TrialQuestion } from "../../src/protocol/runRecord.js";
import { candidateInWords } from "../../src/protocol/trialText.js";
import type { Board } from "../charts/board.js";
import { formatNumber } from "../charts/numberFormat.js";
import { trialsOf, type ShownTrial, type Trials } from "../charts/trials.js";
import { trialsChart } from "../charts/trialsChart.js";
import { legend } from "../controls.js";
import type { TableData } from "../dataTable.js";
import { element } from "../element.js";
import { t } from "../localize.js";
import { chartPanel } from "../panelFrame.js";
import type { ShownRun } from "../panelModel.js";
import type { SectionContext } from "../section.js";

export const shownTrials = ({ metrics, run }: ShownRun): Trials =>
  trialsOf(metrics, run.record.repeats?.used ?? 1);

/** What was tried before the training, live: a curve for each trial, and which answered what. */
export function trialsPanel(context: SectionContext, board: Board, size: "tall" | ""): HTMLElement {
  const trials = (): Trials => shownTrials(context.shown());
  const aside = element("div", { class: "aside" });
  board.addPainting(() => {
    aside.replaceChildren(...answerLists(trials()));
  });
  const done = trials().answers.size > 0;
  return chartPanel(context, board, {
    id: "trials",
    title: t("Trials"),
    class: `trials ${size}`,
    note: t("small networks, trained for a short time to choose the shape of the model"),
    tools: [
      legend("decompressed", done ? t("chosen last, or running") : t("running")),
      legend("curve", t("chosen")),
      legend("background", t("other")),
    ],
    label: () => trialsSentence(trials()),
    recipe: (theme) => trialsChart(theme, trials()),
    table: () => trialsTable(trials()),
    aside,
  });
}

function trialsSentence({ trials, count, answers }: Trials): string {
  const last = trials.at(-1);
  if (last === undefined) return t("No trials.");
  const state = t("Bits per value by epoch of {0} of {1} trials.", trials.length, count);
  const chosen = trials.find(({ trial }) => trial === [...answers.values()].at(-1));
  if (!chosen?.found) return state;
  const words = candidateInWords(chosen.candidate, t);
  return `${state} ${t("Chosen last: {0}, {1} bits per value.", words, formatNumber(chosen.found.bits))}`;
}

const questions: readonly TrialQuestion[] = ["order", "context", "hidden", "dependence"];

const questionTitle = (question: TrialQuestion): string =>
  ({
    order: t("Coding order"),
    context: t("Rows before"),
    hidden: t("Hidden layers, with their weights"),
    dependence: t("For orientation"),
  })[question];

/** What each question was answered with, the candidates beside it. */
function answerLists(shown: Trials): HTMLElement[] {
  const asked = questions.flatMap((question) => {
    const candidates = candidatesOf(shown, question);
    return candidates.length === 0 ? [] : [{ question, candidates }];
  });
  return asked.flatMap(({ question, candidates }, place) => {
    const unit = place === 0 && element("span", { class: "muted" }, t("bits per value"));
    return [
      element("h3", {}, questionTitle(question), unit),
      element(
        "table",
        { class: "statistics", attributes: { "aria-label": questionTitle(question) } },
        element("tbody", {}, ...candidates.map((trial) => candidateRow(trial, question, shown))),
      ),
    ];
  });
}

/** Where rows before are in question, the order that was chosen stands for none. */
function candidatesOf({ trials, answers }: Trials, question: TrialQuestion): ShownTrial[] {
  const own = trials.filter(({ candidate }) => candidate.question === question);
  if (question !== "context" || own.length === 0) return own;
  return [...trials.filter(({ trial }) => trial === answers.get("order")), ...own];
}

function candidateRow(
  { trial, candidate, found }: ShownTrial,
  question: TrialQuestion,
  { answers }: Trials,
): HTMLElement {
  const words = candidateInWords({ ...candidate, question }, t);
  const chosen = answers.get(question) === trial;
  const mark = chosen && element("span", { class: "mark", title: t("chosen") }, " ✓");
  return element(
    "tr",
    { class: chosen ? "chosen" : "" },
    element("th", { title: words, attributes: { scope: "row" } }, words, mark),
    element("td", { class: "number" }, found === null ? "…" : formatNumber(found.bits, 4)),
  );
}

/** One line per trial, with all that it was made of. */
export function trialsTable({ trials, answers }: Trials): TableData {
  const chosen = new Set(answers.values());
  const numeric = (title: string): { title: string; numeric: boolean } => ({
    title,
    numeric: true,
  });
  return {
    columns: [
      numeric(t("trial")),
      { title: t("tried"), numeric: false },
      { title: t("hidden layers"), numeric: false },
      numeric(t("rows before")),
      numeric(t("bits per value")),
      numeric(t("time [s]")),
      { title: t("chosen"), numeric: false },
    ],
    rows: trials.map(({ trial, candidate, found }) => [
      trial,
      candidateInWords(candidate, t),
      candidate.hidden.join("-"),
      candidate.context,
      found?.bits ?? "…",
      found === null ? "…" : { text: formatNumber(found.seconds, 3), value: found.seconds },
      chosen.has(trial) ? t("chosen") : "",
    ]),
  };
}
