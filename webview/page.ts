import { watchTheme } from "./charts/theme.js";
import { element } from "./element.js";
import { pageHeader } from "./header.js";
import type { HostConnection, PanelHandlers } from "./hostConnection.js";
import { keepFocus } from "./keepFocus.js";
import { t, useStrings } from "./localize.js";
import { storedColumns } from "./storedColumns.js";
import { modelText } from "./modelText.js";
import { missingPage, runNotices, waitingPage } from "./notices.js";
import {
  withEvaluation,
  withMetrics,
  withRun,
  withUpdatedRun,
  type PanelModel,
  type ShownRun,
} from "./panelModel.js";
import { replaceChanged } from "./replaceChanged.js";
import type { Section, SectionContext } from "./section.js";
import { compressionSection } from "./sections/compression.js";
import { detailsSection } from "./sections/details.js";
import { distributionsSection } from "./sections/distributions.js";
import { evaluationSection } from "./sections/evaluation.js";
import { overviewSection } from "./sections/overview.js";
import { residualsSection } from "./sections/residuals.js";
import { trainingSection } from "./sections/training.js";
import { tabList, tabPanelId } from "./tabList.js";
import { initialView, restoreView, saveView, tabs, type Tab, type ViewState } from "./viewState.js";

const sections: Readonly<Record<Tab, (context: SectionContext) => Section>> = {
  overview: overviewSection,
  training: trainingSection,
  distributions: distributionsSection,
  residuals: residualsSection,
  evaluation: evaluationSection,
  compression: compressionSection,
  details: detailsSection,
};

/** The whole page: it can always be built anew from the last `showRun` and what came after it. */
export class ResultsPage {
  private model: PanelModel = { kind: "waiting" };
  private view: ViewState = initialView;
  private section: Section | null = null;
  private readonly head = element("div", { class: "head" });
  private readonly bar = element("div", { class: "bar" });
  private readonly tabRow = element("div", { class: "tabRow" });
  private readonly notices = element("div", { class: "notices" });
  private readonly main = element("main", {
    attributes: { role: "tabpanel", id: tabPanelId, tabindex: "-1" },
  });

  constructor(
    private readonly root: HTMLElement,
    private readonly host: HostConnection,
  ) {}

  /** Shows that it waits, starts to listen, and tells the host so. */
  start(): void {
    this.root.replaceChildren(this.head, this.main);
    this.build();
    watchTheme(() => this.section?.redraw());
    this.host.listen(this.handlers);
    this.host.send("ready");
  }

  readonly handlers: PanelHandlers = {
    showRun: (params) => {
      useStrings(params.strings);
      this.model = withRun(params);
      this.view = restoreView(this.host.getState(), params.run.key);
      this.save();
      this.build();
    },
    showMissing: ({ runFolder }) => {
      this.model = { kind: "missing", runFolder };
      this.build();
    },
    updateRun: (params) => {
      this.take(withUpdatedRun(this.model, params));
    },
    appendMetrics: (params) => {
      this.take(withMetrics(this.model, params));
    },
    showEvaluation: (params) => {
      this.take(withEvaluation(this.model, params));
    },
  };

  private take(model: PanelModel): void {
    if (model === this.model || model.kind !== "run") return;
    this.model = model;
    this.buildHead(model);
    if (!this.section?.update()) this.buildSection();
  }

  private build(): void {
    const { model } = this;
    if (model.kind === "run") {
      // Buttons of another run may read the same and must not be kept.
      this.bar.replaceChildren();
      this.notices.replaceChildren();
      this.buildHead(model);
      this.buildSection();
      return;
    }
    this.section?.dispose();
    this.section = null;
    this.head.replaceChildren();
    this.main.replaceChildren(
      model.kind === "missing" ? missingPage(model.runFolder) : waitingPage(),
    );
  }

  private buildHead(shown: ShownRun): void {
    const { tab } = this.view;
    keepFocus(this.head, () => {
      replaceChanged(this.bar, [...pageHeader(shown, this.host.send).children]);
      replaceChanged(this.tabRow, [
        tabList(
          tab,
          (next) => {
            this.choose({ tab: next });
          },
          tabsOf(shown),
        ),
        element("div", { class: "summary" }, modelSummary(shown)),
      ]);
      if (!this.bar.isConnected) this.head.replaceChildren(this.bar, this.tabRow);
    });
    replaceChanged(this.notices, runNotices(shown, this.host.send));
    this.main.setAttribute("aria-labelledby", `tab-${tab}`);
  }

  private buildSection(): void {
    if (this.model.kind !== "run") return;
    const scrolled = this.main.scrollTop;
    keepFocus(this.main, () => {
      this.section?.dispose();
      const { tab } = this.view;
      this.section = sections[tab](this.context());
      this.main.className = tab;
      this.main.replaceChildren(this.notices, this.section.element);
    });
    this.main.scrollTop = scrolled;
  }

  private context(): SectionContext {
    return {
      shown: () => {
        if (this.model.kind !== "run") throw new Error("No run is shown.");
        return this.model;
      },
      view: () => this.view,
      choose: (change) => {
        this.choose(change);
      },
      adjust: (change) => {
        this.view = { ...this.view, ...change };
        this.save();
        this.section?.update();
      },
      send: this.host.send,
    };
  }

  private choose(change: Partial<ViewState>): void {
    const turned = change.tab !== undefined && change.tab !== this.view.tab;
    this.view = { ...this.view, ...change };
    this.save();
    if (this.model.kind !== "run") return;
    if (turned) this.buildHead(this.model);
    this.buildSection();
    if (turned) this.main.scrollTop = 0;
  }

  private save(): void {
    if (this.model.kind !== "run") return;
    this.host.setState(saveView(this.host.getState(), this.model.run, this.view));
  }
}

/** A compressed file alone tells nothing of its training. */
function tabsOf({ run }: ShownRun): readonly Tab[] {
  return run.record.number > 0
    ? tabs
    : tabs.filter((tab) => tab !== "training" && tab !== "details");
}

function modelSummary(shown: ShownRun): string | HTMLElement {
  const { model } = shown.run.record;
  const columns = storedColumns(shown.evaluation?.columns ?? []);
  const bounds = [...new Set(columns.map(({ bound }) => bound))];
  const type = model ? modelText(model) : "";
  const unbound = columns.some(({ boundKind }) => boundKind === "none");
  const bound = unbound
    ? t("no bound")
    : bounds.length === 1
      ? t("bound {0}", bounds[0])
      : bounds.length > 1
        ? t("bounds by column")
        : "";
  const text = [type, bound, shown.evaluation?.selection?.formula].filter(Boolean).join(" · ");
  return unbound ? element("span", { class: "warningText" }, text) : text;
}
