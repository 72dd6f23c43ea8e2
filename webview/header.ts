import type { RunState } from "../src/protocol/runRecord.js";
import { formatCount, formatDuration, formatEstimate } from "./charts/numberFormat.js";
import { element, type Child } from "./element.js";
import type { HostConnection } from "./hostConnection.js";
import { t } from "./localize.js";
import { isActive, type ShownRun } from "./panelModel.js";
import { button } from "./toolkit.js";

export const stateTitle = (state: RunState): string =>
  ({
    starting: t("Starting"),
    reading: t("Reading data"),
    training: t("Training"),
    stopping: t("Stopping"),
    stopped: t("Stopped"),
    evaluating: t("Evaluating"),
    finished: t("Finished"),
    failed: t("Failed"),
    interrupted: t("Interrupted"),
  })[state];

export type HeaderAction = "stop" | "forceStop" | "resume" | "compress" | "train";

/** The buttons that fit a state, the primary one first. */
export function actionsFor(shown: ShownRun): readonly HeaderAction[] {
  const { state, steerable, record, stopUnanswered } = shown.run;
  if (!steerable) return [];
  if (isActive(state)) return [stopUnanswered === true ? "forceStop" : "stop"];
  if (state === "finished") return ["compress", "train"];
  return (record.progress?.step ?? 0) > 0 ? ["resume", "train"] : ["train"];
}

/** Name and state of the run, its progress, and what can be done with it. */
export function pageHeader(shown: ShownRun, send: HostConnection["send"]): HTMLElement {
  const { run } = shown;
  const { record, state, key } = run;
  const { progress } = record;
  const share = progress && progress.steps > 0 ? progress.step / progress.steps : 0;
  const facts: Child[] = [];
  const fact = (name: string, value: string): void => {
    facts.push(element("div", { class: "fact" }, element("span", {}, name), value));
  };
  if (progress) {
    fact(t("Elapsed"), formatDuration(progress.secondsDone));
    if (state === "training" && progress.secondsLeft !== null) {
      fact(t("Left"), t("about {0}", formatEstimate(progress.secondsLeft)));
    }
    const rate = state === "training" ? progress.rowsPerSecond : meanRate(shown);
    if (rate > 0) {
      fact(
        state === "training" ? t("Rate") : t("Mean rate"),
        t("{0} rows/s", formatCount(Number(rate.toPrecision(4)))),
      );
    }
  } else if (isActive(state) && record.phase) {
    fact(t("Now"), record.phase);
  }
  const device = [record.device, record.threads && t("{0} threads", record.threads)]
    .filter(Boolean)
    .join(" · ");
  return element(
    "div",
    { class: "bar" },
    element(
      "h1",
      {},
      record.name,
      // A compressed file alone is of no run that is known.
      record.number > 0 && element("span", {}, ` · ${t("run {0}", record.number)}`),
    ),
    element(
      "span",
      { class: `pill ${state}`, attributes: { role: "status" } },
      element("i", {}),
      stateTitle(state),
    ),
    progress && epochBar(progress.epoch, progress.epochs, share),
    ...facts,
    element("div", { class: "grow" }),
    device && element("span", { class: "chip" }, device),
    element(
      "div",
      { class: "actions" },
      ...actionsFor(shown).map((action, index) =>
        button({
          label: actionTitle(action),
          primary: index === 0 && action !== "stop" && action !== "forceStop",
          disabled: action === "stop" && state === "stopping",
          key: `action-${action}`,
          onClick: () => {
            send(action, { key });
          },
        }),
      ),
    ),
  );
}

const actionTitle = (action: HeaderAction): string =>
  ({
    stop: t("Stop"),
    forceStop: t("Force Stop"),
    resume: t("Resume"),
    compress: t("Compress…"),
    train: t("Train Again"),
  })[action];

function epochBar(epoch: number, epochs: number, share: number): HTMLElement {
  const fill = element("i", {});
  fill.style.width = `${Math.min(100, share * 100)}%`;
  const text = t("epoch {0} / {1}", formatCount(Math.floor(epoch)), formatCount(epochs));
  return element(
    "div",
    { class: "progress" },
    element(
      "b",
      {
        attributes: {
          role: "progressbar",
          "aria-label": t("Training progress"),
          "aria-valuemin": "0",
          "aria-valuemax": "100",
          "aria-valuenow": String(Math.round(share * 100)),
          "aria-valuetext": text,
        },
      },
      fill,
    ),
    element("span", {}, text),
  );
}

function meanRate(shown: ShownRun): number {
  const rates = shown.metrics.flatMap((record) =>
    record.kind === "train" ? [record.rowsPerSecond] : [],
  );
  if (rates.length === 0) return shown.run.record.progress?.rowsPerSecond ?? 0;
  // The mean of a rate over equal amounts of work is the harmonic one.
  return rates.length / rates.reduce((sum, rate) => sum + 1 / Math.max(rate, 1e-9), 0);
}
