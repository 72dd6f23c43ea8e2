import { formatEpoch } from "./charts/numberFormat.js";
import { element, type Child } from "./element.js";
import type { HostConnection } from "./hostConnection.js";
import { t } from "./localize.js";
import { isActive, type ShownRun } from "./panelModel.js";
import { actionLink, button, progressRing } from "./toolkit.js";

/** What happened, where, and what to do: above the content while the run is not as it should be. */
export function runNotices(shown: ShownRun, send: HostConnection["send"]): HTMLElement[] {
  const { run } = shown;
  const { key, state, record } = run;
  const notices: HTMLElement[] = [];
  const showLog = actionLink(t("Show Log"), () => {
    send("openLog", { key });
  });
  if (state === "failed") {
    notices.push(
      notice("bad", record.error?.message ?? t("The run failed."), [
        element("p", {}, whereText(shown)),
        element("p", { class: "links" }, showLog),
      ]),
    );
  } else if (state === "interrupted") {
    notices.push(
      notice("warning", t("The engine ended unexpectedly (process {0}).", record.processId), [
        element("p", {}, whereText(shown)),
        element("p", { class: "links" }, showLog),
      ]),
    );
  } else if (run.stopUnanswered === true && isActive(state)) {
    notices.push(
      notice("plain", t("The engine has not answered the stop for ten seconds."), [
        element(
          "p",
          {},
          t(
            "It may be in a long step, and stops after it. Force Stop ends it at once: the run is then interrupted, and Resume goes on from its last checkpoint.",
          ),
        ),
        element("p", { class: "links" }, showLog),
      ]),
    );
  } else if (state === "stopped" && record.progress) {
    notices.push(
      notice(
        "plain",
        t(
          "Stopped at epoch {0} of {1}.",
          formatEpoch(record.progress.epoch),
          record.progress.epochs,
        ),
        [element("p", {}, t("The checkpoint is kept; Resume goes on from it to the same result."))],
      ),
    );
  }
  if (!run.steerable && run.report !== true) {
    notices.push(
      notice(
        "plain",
        t("Training and decoding are off in Restricted Mode. Existing results can be viewed."),
        [],
      ),
    );
  }
  if (run.changedSince && !isActive(state)) {
    notices.push(
      notice("plain", t("The config or its input changed since this run."), [
        element(
          "p",
          { class: "links" },
          actionLink(t("Open Config"), () => {
            send("openConfig", { key });
          }),
        ),
      ]),
    );
  }
  return notices;
}

function whereText(shown: ShownRun): string {
  const { progress } = shown.run.record;
  if (!progress || progress.step === 0) {
    return t("It came before the first step of the training: nothing is lost, train again.");
  }
  return t(
    "It was at epoch {0} of {1}. Everything up to the last checkpoint is kept; Resume goes on from there.",
    formatEpoch(progress.epoch),
    progress.epochs,
  );
}

export function notice(
  tone: "bad" | "warning" | "plain",
  headline: string,
  content: readonly Child[],
): HTMLElement {
  return element(
    "div",
    { class: `notice ${tone}`, attributes: { role: tone === "bad" ? "alert" : "note" } },
    element("p", { class: "headline" }, headline),
    ...content,
  );
}

/** In place of plots that need an evaluation. */
export function evaluationMissing(
  shown: ShownRun,
  send: HostConnection["send"],
  what: string,
): HTMLElement {
  const { state, steerable, key, record } = shown.run;
  const working = isActive(state);
  const canEvaluate = !working && steerable && (record.progress?.step ?? 0) > 0;
  return element(
    "div",
    { class: "empty" },
    working && progressRing(t("Working")),
    element("p", {}, t("{0} appear after evaluation.", what)),
    working &&
      element(
        "p",
        { class: "muted" },
        t("It follows the training by itself. Now: {0}", record.phase),
      ),
    canEvaluate &&
      button({
        label: t("Evaluate Now"),
        onClick: () => {
          send("evaluate", { key });
        },
      }),
  );
}

/** Before the first curve point: the phases of a run and where it stands. */
export function phaseList(shown: ShownRun): HTMLElement {
  const { state, record } = shown.run;
  const phases = [
    { name: t("Start the engine"), states: ["starting"] },
    { name: t("Read the data"), states: ["reading"] },
    { name: t("Train"), states: ["training", "stopping"] },
    { name: t("Evaluate"), states: ["evaluating"] },
  ];
  const current = phases.findIndex(({ states }) => states.includes(state));
  return element(
    "div",
    { class: "empty" },
    isActive(state) && progressRing(t("Working")),
    element(
      "ol",
      { class: "phases" },
      ...phases.map(({ name }, index) =>
        element(
          "li",
          {
            class: index < current ? "done" : index === current ? "now" : "",
            attributes: index === current ? { "aria-current": "step" } : {},
          },
          name,
          index === current &&
            record.phase !== "" &&
            element("span", { class: "muted" }, ` ${record.phase}`),
        ),
      ),
    ),
    isActive(state)
      ? element("p", { class: "muted" }, t("The first curve point comes within the first epoch."))
      : element("p", { class: "muted" }, t("This run has no curve points.")),
  );
}

export function waitingPage(): HTMLElement {
  return element(
    "div",
    { class: "empty" },
    progressRing(t("Loading")),
    element("p", {}, t("Loading the run…")),
  );
}

export function missingPage(runFolder: string): HTMLElement {
  return element(
    "div",
    { class: "empty" },
    element("p", { class: "headline" }, t("This run is gone.")),
    element("p", {}, t("Its folder {0} was moved or deleted.", runFolder)),
    element("p", { class: "muted" }, t("Open another run from the Runs view, or train again.")),
  );
}
