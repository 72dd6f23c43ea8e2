import type { Evaluation } from "../src/protocol/evaluation.js";
import type { MessageParams } from "../src/protocol/messageKinds.js";
import type { ResultsPanelMessages, RunView } from "../src/protocol/resultsPanelMessages.js";
import type { MetricRecord, RunState } from "../src/protocol/runRecord.js";

/** Everything that the page shows of a run. */
export interface ShownRun {
  readonly run: RunView;
  readonly metrics: readonly MetricRecord[];
  readonly evaluation: Evaluation | null;
  readonly log: string;
}

export type PanelModel =
  | { readonly kind: "waiting" }
  | { readonly kind: "missing"; readonly runFolder: string }
  | ({ readonly kind: "run" } & ShownRun);

type Params<N extends keyof ResultsPanelMessages> = MessageParams<ResultsPanelMessages, N>;

export function withRun(params: Params<"showRun">): PanelModel {
  const { run, metrics, evaluation, log } = params;
  return { kind: "run", run, metrics, evaluation, log };
}

/** The functions below return the same model where a message speaks of another run. */
export function withUpdatedRun(model: PanelModel, params: Params<"updateRun">): PanelModel {
  if (!shows(model, params.run.key)) return model;
  return { ...model, run: params.run, log: params.log };
}

export function withMetrics(model: PanelModel, params: Params<"appendMetrics">): PanelModel {
  if (!shows(model, params.key)) return model;
  return { ...model, metrics: [...model.metrics, ...params.metrics] };
}

export function withEvaluation(model: PanelModel, params: Params<"showEvaluation">): PanelModel {
  if (!shows(model, params.key)) return model;
  return { ...model, evaluation: params.evaluation };
}

/** Whether an engine works, or ought to, in this state. */
export function isActive(state: RunState): boolean {
  return ["starting", "reading", "training", "stopping", "evaluating"].includes(state);
}

function shows(model: PanelModel, key: string): model is { kind: "run" } & ShownRun {
  return model.kind === "run" && model.run.key === key;
}
