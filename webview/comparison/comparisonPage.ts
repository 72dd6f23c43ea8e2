import {
  comparisonBounds,
  type ComparisonPanelMessages,
} from "../../src/protocol/comparisonPanelMessages.js";
import type { NotificationHandlers } from "../../src/protocol/messageKinds.js";
import { Board } from "../charts/board.js";
import { formatCount } from "../charts/numberFormat.js";
import { watchTheme } from "../charts/theme.js";
import { element, type Child } from "../element.js";
import type { HostConnection } from "../hostConnection.js";
import { keepFocus } from "../keepFocus.js";
import { t, useStrings } from "../localize.js";
import { notice, waitingPage } from "../notices.js";
import { replaceChanged } from "../replaceChanged.js";
import { button, dropdown } from "../toolkit.js";
import { columnFiguresPanel } from "./columnFiguresPanel.js";
import {
  measuredComparison,
  nameOf,
  type ComparisonContext,
  type ShownComparison,
} from "./comparisonModel.js";
import {
  initialComparisonView,
  restoreComparisonView,
  type ComparisonView,
  type SavedComparison,
} from "./comparisonView.js";
import { curvesPanels } from "./curvesPanel.js";
import { fitPanels } from "./fitPanels.js";
import { boundText, modelsPanel } from "./modelsPanel.js";
import { plotsPanels } from "./plotsPanels.js";
import { settingsPanel } from "./settingsPanel.js";

/** The page that sets runs side by side: it can always be built anew from the last `showComparison` and what came after it. */
export class ComparisonPage {
  private shown: ShownComparison | null = null;
  private view: ComparisonView = initialComparisonView;
  private board = new Board();
  private readonly bar = element("div", { class: "bar" });
  private readonly head = element("div", { class: "head" });
  private readonly notices = element("div", { class: "notices" });
  private readonly main = element("main", { class: "comparisonPage" });

  constructor(
    private readonly root: HTMLElement,
    private readonly host: HostConnection<ComparisonPanelMessages>,
  ) {}

  /** Shows that it waits, starts to listen, and tells the host so. */
  start(): void {
    this.root.replaceChildren(this.head, this.main);
    this.main.replaceChildren(waitingPage());
    watchTheme(() => {
      this.board.redraw();
    });
    this.host.listen(this.handlers);
    this.host.send("ready");
  }

  readonly handlers: NotificationHandlers<ComparisonPanelMessages> = {
    showComparison: ({ strings, ...shown }) => {
      useStrings(strings);
      this.shown = shown;
      this.view = restoreComparisonView(this.host.getState());
      this.save();
      this.build();
    },
    updateMeasurement: ({ bound, measurement }) => {
      const { shown } = this;
      if (shown === null) return;
      const before = shown.measurement.kind;
      this.shown = { ...shown, bound, measurement };
      this.save();
      // Progress alone leaves the tables as they are, where somebody may be reading.
      if (before === "measuring" && measurement.kind === "measuring") this.buildHead();
      else this.build();
    },
  };

  private build(): void {
    this.buildHead();
    const scrolled = this.main.scrollTop;
    keepFocus(this.main, () => {
      this.board.dispose();
      this.board = new Board();
      this.main.replaceChildren(this.notices, this.content());
    });
    this.main.scrollTop = scrolled;
  }

  private content(): HTMLElement {
    const { context, board } = this;
    const comparison = measuredComparison(context.shown());
    const curves = curvesPanels(context, board);
    return element(
      "div",
      { class: "content" },
      modelsPanel(context),
      element("div", { class: curves.length > 1 ? "row halves" : "row" }, ...curves),
      ...(comparison === null
        ? []
        : [
            columnFiguresPanel(context, comparison),
            ...plotsPanels(context, board, comparison),
            ...fitPanels(context, comparison),
          ]),
      context.shown().runs.length > 1 && settingsPanel(context),
    );
  }

  private readonly context: ComparisonContext = {
    shown: () => {
      if (this.shown === null) throw new Error("Nothing is compared.");
      return this.shown;
    },
    view: () => this.view,
    choose: (change) => {
      this.view = { ...this.view, ...change };
      this.save();
      this.build();
    },
    send: (name, ...params) => {
      this.host.send(name, ...params);
    },
  };

  private buildHead(): void {
    const { shown } = this;
    if (shown === null) return;
    keepFocus(this.head, () => {
      replaceChanged(this.bar, this.barOf(shown));
      if (!this.bar.isConnected) this.head.replaceChildren(this.bar);
    });
    replaceChanged(this.notices, noticesOf(shown));
  }

  private barOf(shown: ShownComparison): HTMLElement[] {
    const { bound, measurement, runs } = shown;
    const measuring = measurement.kind === "measuring";
    const input = runs[0]?.record.input;
    const bounds = [...new Set([...comparisonBounds, bound])].sort((a, b) => b - a);
    const measure = (next: number) => (): void => {
      this.host.send("measure", { bound: next });
    };
    const parts: Child[] = [
      element("h1", {}, t("Compare"), element("span", {}, ` · ${t("{0} runs", runs.length)}`)),
      element(
        "span",
        { class: `pill ${pillClass(measurement.kind)}`, attributes: { role: "status" } },
        element("i", {}),
        stateText(shown),
      ),
      measuring && progressBar(measurement.fraction, measurement.phase),
      element("div", { class: "grow" }),
      input &&
        element(
          "span",
          { class: "chip" },
          t("{0} · {1} rows", input.path, formatCount(input.rows)),
        ),
      measurement.kind !== "untrusted" &&
        dropdown({
          label: t("Bound, as a share of each column's range"),
          choices: bounds.map((one) => ({
            value: String(one),
            text: t("{0} of the range", boundText(one)),
          })),
          value: String(bound),
          onChange: (next) => {
            if (Number(next) !== bound) measure(Number(next))();
          },
        }),
      measuring
        ? button({
            label: t("Cancel"),
            key: "cancel",
            onClick: () => {
              this.host.send("cancel");
            },
          })
        : measurement.kind !== "untrusted" &&
          button({ label: t("Measure Again"), key: "measure", onClick: measure(bound) }),
    ];
    return parts.filter((part) => part instanceof HTMLElement);
  }

  private save(): void {
    if (this.shown === null) return;
    const { runs, missing, bound } = this.shown;
    const runFolders = [...runs.map(({ key }) => key), ...missing];
    const saved: SavedComparison = { runFolders, bound, view: this.view };
    this.host.setState(saved);
  }
}

type Kind = ShownComparison["measurement"]["kind"];

const pillClass = (kind: Kind): string =>
  ({ untrusted: "stopped", measuring: "training", measured: "finished", failed: "failed" })[kind];

function stateText({ measurement }: ShownComparison): string {
  if (measurement.kind === "failed" && measurement.message === null) return t("Cancelled");
  return {
    untrusted: t("Not measured"),
    measuring: t("Measuring"),
    measured: t("Measured"),
    failed: t("Failed"),
  }[measurement.kind];
}

function progressBar(fraction: number, phase: string): HTMLElement {
  const percent = Math.round(100 * fraction);
  const fill = element("i", {});
  fill.style.width = `${percent}%`;
  return element(
    "div",
    { class: "progress" },
    element(
      "b",
      {
        attributes: {
          role: "progressbar",
          "aria-label": t("Measuring"),
          "aria-valuemin": "0",
          "aria-valuemax": "100",
          "aria-valuenow": String(percent),
          "aria-valuetext": phase,
        },
      },
      fill,
    ),
    element("span", {}, phase === "" ? `${percent} %` : `${phase} · ${percent} %`),
  );
}

/** What happened, where, and what to do. */
function noticesOf({ missing, measurement, runs }: ShownComparison): HTMLElement[] {
  const found: HTMLElement[] = [];
  if (missing.length > 0) {
    found.push(
      notice("warning", t("{0} of the runs are gone.", missing.length), [
        element("p", {}, t("Moved or deleted: {0}", missing.join(", "))),
      ]),
    );
  }
  if (measurement.kind === "untrusted") {
    found.push(
      notice(
        "plain",
        t("Measuring is off in Restricted Mode. Curves and settings can be viewed."),
        [],
      ),
    );
  }
  if (measurement.kind === "failed" && measurement.message !== null) {
    found.push(
      notice("bad", measurement.message, [element("p", {}, t("Measure Again repeats it."))]),
    );
  }
  const unfinished = runs.filter(({ state }) => state !== "finished");
  if (unfinished.length > 0) {
    found.push(notice("warning", t("Not finished: {0}.", unfinished.map(nameOf).join(", ")), []));
  }
  return found;
}
