export const tabs = [
  "overview",
  "training",
  "distributions",
  "residuals",
  "evaluation",
  "compression",
  "details",
] as const;
export type Tab = (typeof tabs)[number];

/** What the reader of a panel has chosen. Null means: as the data suggest. */
export interface ViewState {
  readonly tab: Tab;
  readonly column: string | null;
  readonly lossScale: "linear" | "log";
  readonly lossAxis: "epoch" | "step" | "time";
  /** Weight of the past in the moving average, 0 (off) to 0.99. */
  readonly smoothing: number;
  readonly countScale: "linear" | "log" | null;
  readonly residualScale: "linear" | "log" | null;
  readonly comparison: "ratio" | "difference";
  /** Place of the fit that is shown. */
  readonly fit: number;
  readonly density: "decompressed" | "residual" | null;
  /** Ids of the charts that are shown as tables. */
  readonly asTable: readonly string[];
  readonly sortBy: { readonly column: number; readonly descending: boolean } | null;
}

export const initialView: ViewState = {
  tab: "overview",
  column: null,
  lossScale: "log",
  lossAxis: "epoch",
  smoothing: 0,
  countScale: null,
  residualScale: null,
  comparison: "ratio",
  fit: 0,
  density: null,
  asTable: [],
  sortBy: null,
};

/** What the page leaves with its host: enough to open the same run again, and the choices made for it. */
export interface SavedState {
  readonly key: string;
  readonly runFolder: string;
  readonly views: Readonly<Record<string, ViewState>>;
}

const rememberedRuns = 20;

/** The choices saved for a run; whatever is missing or of a wrong type starts afresh. */
export function restoreView(saved: unknown, key: string): ViewState {
  const views = objectOf(objectOf(saved)?.views);
  const view = objectOf(views && Object.hasOwn(views, key) ? views[key] : null);
  if (!view) return initialView;
  const oneOf = <T>(value: unknown, choices: readonly T[], otherwise: T): T =>
    choices.includes(value as T) ? (value as T) : otherwise;
  const smoothing = Number(view.smoothing);
  const sort = objectOf(view.sortBy);
  return {
    tab: oneOf(view.tab, tabs, initialView.tab),
    column: typeof view.column === "string" ? view.column : null,
    lossScale: oneOf(view.lossScale, ["linear", "log"], initialView.lossScale),
    lossAxis: oneOf(view.lossAxis, ["epoch", "step", "time"], initialView.lossAxis),
    smoothing: smoothing >= 0 && smoothing <= 0.99 ? smoothing : 0,
    countScale: oneOf(view.countScale, ["linear", "log", null], null),
    residualScale: oneOf(view.residualScale, ["linear", "log", null], null),
    comparison: oneOf(view.comparison, ["ratio", "difference"], initialView.comparison),
    fit: Number.isInteger(view.fit) ? Math.max(0, view.fit as number) : 0,
    density: oneOf(view.density, ["decompressed", "residual", null], null),
    asTable: Array.isArray(view.asTable)
      ? view.asTable.filter((id): id is string => typeof id === "string")
      : [],
    sortBy:
      sort && typeof sort.column === "number"
        ? { column: sort.column, descending: sort.descending === true }
        : null,
  };
}

/** The state to save when a choice was made; choices for other runs are kept. */
export function saveView(
  saved: unknown,
  run: { readonly key: string; readonly runFolder: string },
  view: ViewState,
): SavedState {
  const views = { ...(objectOf(objectOf(saved)?.views) as Record<string, ViewState> | null) };
  Reflect.deleteProperty(views, run.key);
  const kept = Object.entries(views).slice(1 - rememberedRuns);
  return {
    key: run.key,
    runFolder: run.runFolder,
    views: Object.fromEntries([...kept, [run.key, view]]),
  };
}

function objectOf(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}
