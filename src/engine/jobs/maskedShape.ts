import { withRelations } from "../../codec/masked/columnRelations.js";
import type { LearnableColumn } from "../../codec/masked/maskedColumns.js";
import type { Config, ModelConfig } from "../../config/config.js";
import { maskedEfforts } from "./maskedEffort.js";
import { MaskedTrials, type TrialAudience } from "./maskedTrials.js";

/** Rows before are looked at where they save this share of the bits. */
const contextShare = 0.01;
const contextRows = 2;
/** Columns that are tried at the end: those that the others tell most about. */
const ordersTried = 3;
/** Trials cost networks: with more columns the table's own order is kept. */
const mostOrdered = 64;

type MaskedConfig = Extract<ModelConfig, { type: "masked" }>;

/** Columns in coding order, with their relations; rows before that networks see; and the networks' hidden layers. */
export interface MaskedShape {
  readonly columns: readonly LearnableColumn[];
  readonly context: number;
  readonly hidden: readonly number[];
}

/** An order of the columns, with the column that was moved behind the others. */
interface Order {
  readonly columns: readonly LearnableColumn[];
  readonly last: LearnableColumn | null;
}

/**
 * Chooses coding order, relations, context and hidden layers by trial, as far as the config leaves them open and its effort
 * allows. Equal inputs give equal choices.
 */
export async function chooseShape(
  found: readonly LearnableColumn[],
  { model, training }: Config,
  threads: number,
  audience: TrialAudience,
): Promise<MaskedShape> {
  if (model.type !== "masked") throw new TypeError("Not a masked autoencoder.");
  const effort = maskedEfforts[model.effort];
  const usual = effort.hidden[0]!;
  if (found.length > mostOrdered) {
    const columns = found.filter(({ counter }) => !counter);
    return { columns, context: model.context ?? 0, hidden: model.hidden ?? usual };
  }
  const trials = new MaskedTrials(found, {
    training: { ...training, epochs: effort.trialEpochs },
    threads,
    count: trialsExpected(found, model),
    ...audience,
  });
  const orders = await ordersOf(found, effort.tries, trials);
  let best = { columns: orders[0]?.columns ?? [], bits: Infinity, trial: 0 };
  if (effort.tries) {
    for (const { columns, last } of orders) {
      const { bits, trial } = await trials.run({ question: "order", columns, last });
      if (bits < best.bits) best = { columns, bits, trial };
    }
  }
  const { columns } = best;
  if (columns.length === 0) return { columns, context: 0, hidden: usual };
  if (best.trial > 0) trials.chosen("order", best.trial);
  let context = model.context ?? 0;
  if (model.context === undefined && effort.tries) {
    const more = await trials.run({ question: "context", columns, context: contextRows });
    const pays = more.bits < (1 - contextShare) * best.bits;
    if (pays) context = contextRows;
    trials.chosen("context", pays ? more.trial : best.trial);
  }
  if (model.hidden !== undefined) return { columns, context, hidden: model.hidden };
  let smallest = { hidden: usual, bits: Infinity, trial: 0 };
  for (const hidden of effort.hidden.length === 1 ? [] : effort.hidden) {
    const { components } = model;
    const { bits, trial } = await trials.run({
      question: "hidden",
      columns,
      context,
      hidden,
      components,
    });
    if (bits < smallest.bits) smallest = { hidden, bits, trial };
  }
  if (smallest.trial > 0) trials.chosen("hidden", smallest.trial);
  return { columns, context, hidden: smallest.hidden };
}

function trialsExpected(found: readonly LearnableColumn[], model: MaskedConfig): number {
  const { tries, hidden } = maskedEfforts[model.effort];
  const dependence = found.length < 2 ? 0 : 1;
  const orders = found.length < 2 ? 1 : 1 + Math.min(ordersTried, found.length);
  const contexts = model.context === undefined ? 1 : 0;
  const sizes = model.hidden === undefined && hidden.length > 1 ? hidden.length : 0;
  return Math.max(1, dependence + (tries ? orders + contexts : 0) + sizes);
}

/** Orders worth trying; where none are tried, the one to take. */
async function ordersOf(
  found: readonly LearnableColumn[],
  tries: boolean,
  trials: MaskedTrials,
): Promise<Order[]> {
  const usual = found.filter(({ counter }) => !counter);
  const others =
    usual.length < 2 ? null : await trials.run({ question: "dependence", columns: usual });
  const bits = found.map((column) => others?.columnBits[usual.indexOf(column)] ?? column.plainBits);
  const related = withRelations(found, bits);
  const first = related ?? usual;
  const orders = related === null || usual.length === 0 ? [first] : [usual, first];
  const plain = (tries ? orders : [first])
    .filter(({ length }) => length > 0)
    .map((columns): Order => ({ columns, last: null }));
  if (!tries || first.length < 2) return plain;
  const gains = new Map(
    found.map(({ position, plainBits }, c) => [position, plainBits - bits[c]!]),
  );
  const likely = first
    .filter(({ axis }) => axis.relation === null)
    .sort((a, b) => gains.get(b.position)! - gains.get(a.position)!)
    .slice(0, ordersTried - (related === null ? 0 : 1));
  return [...plain, ...likely.map((last) => ({ columns: withLast(first, last), last }))];
}

/** Moves a column behind all others but those with relations. */
function withLast(columns: readonly LearnableColumn[], last: LearnableColumn): LearnableColumn[] {
  const isBefore = ({ axis }: LearnableColumn): boolean => axis.relation === null;
  const order = [
    ...columns.filter((column) => isBefore(column) && column !== last),
    last,
    ...columns.filter((column) => !isBefore(column)),
  ];
  const places = columns.map((column) => order.indexOf(column));
  return order.map((column) => {
    const { axis } = column;
    if (axis.relation === null) return column;
    const terms = axis.relation.terms.map((term) => ({
      ...term,
      columns: term.columns.map((source) => places[source]!),
    }));
    return { ...column, axis: { ...axis, relation: { ...axis.relation, terms } } };
  });
}
