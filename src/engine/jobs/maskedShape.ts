import { withRelations } from "../../codec/masked/columnRelations.js";
import type { LearnableColumn } from "../../codec/masked/maskedColumns.js";
import type { Config, ModelConfig } from "../../config/config.js";
import type { Progress } from "../../data/fileAccess.js";
import { maskedEfforts } from "./maskedEffort.js";
import { runPilot, type Pilot, type PilotResult } from "./maskedPilot.js";

/** Rows before are looked at where they save this share of the bits. */
const contextShare = 0.01;
const contextRows = 2;
/** Columns that are tried at the end: those that the others tell most about. */
const ordersTried = 3;
/** Trials cost networks: with more columns the table's own order is kept. */
const mostOrdered = 64;
/** Bits of a weight in a file, roughly. */
const bitsPerWeight = 5.5;
const trialHidden = [16, 16];
const trialComponents = 5;

type MaskedConfig = Extract<ModelConfig, { type: "masked" }>;

/** Columns in coding order, with their relations; rows before that networks see; and the networks' hidden layers. */
export interface MaskedShape {
  readonly columns: readonly LearnableColumn[];
  readonly context: number;
  readonly hidden: readonly number[];
}

/**
 * Chooses coding order, relations, context and hidden layers by trial, as far as the config leaves them open and its effort
 * allows. Equal inputs give equal choices.
 */
export async function chooseShape(
  found: readonly LearnableColumn[],
  { model, training }: Config,
  threads: number,
  progress: Progress,
): Promise<MaskedShape> {
  if (model.type !== "masked") throw new TypeError("Not a masked autoencoder.");
  const effort = maskedEfforts[model.effort];
  const usual = effort.hidden[0]!;
  if (found.length > mostOrdered) {
    const columns = found.filter(({ counter }) => !counter);
    return { columns, context: model.context ?? 0, hidden: model.hidden ?? usual };
  }
  const expected = trialsExpected(found, model);
  let done = 0;
  const trial = async (part: Partial<Pilot>): Promise<PilotResult> => {
    const result = await runPilot({
      columns: found,
      known: "before",
      context: 0,
      hidden: trialHidden,
      components: trialComponents,
      training: { ...training, epochs: effort.trialEpochs },
      threads,
      report: (fraction) => {
        progress.signal.throwIfAborted();
        progress.report(Math.min(1, (done + fraction) / expected), "Comparing candidates");
      },
      ...part,
    });
    done++;
    return result;
  };
  const bitsOf = async (columns: readonly LearnableColumn[], context: number): Promise<number> =>
    bitsOfAll(columns, (await trial({ columns, context })).bits);
  const bitsOfAll = (columns: readonly LearnableColumn[], bits: readonly number[]): number =>
    totalBits(columns, bits) +
    totalBits(
      found.filter((column) => columns.every(({ position }) => position !== column.position)),
    );

  let best: { columns: readonly LearnableColumn[]; bits: number } = { columns: [], bits: Infinity };
  for (const columns of await ordersOf(found, effort.tries, trial)) {
    const bits = effort.tries ? await bitsOf(columns, 0) : 0;
    if (bits < best.bits) best = { columns, bits };
  }
  const { columns } = best;
  if (columns.length === 0) return { columns, context: 0, hidden: usual };
  let context = model.context ?? 0;
  if (model.context === undefined && effort.tries) {
    const more = await bitsOf(columns, contextRows);
    if (more < (1 - contextShare) * best.bits) context = contextRows;
  }
  if (model.hidden !== undefined) return { columns, context, hidden: model.hidden };
  let smallest = { hidden: usual, bits: Infinity };
  for (const hidden of effort.hidden.length === 1 ? [] : effort.hidden) {
    const { components } = model;
    const { bits, parameters } = await trial({ columns, context, hidden, components });
    const rows = columns[0]!.prepared.shown.indices.length;
    const all = rows * bitsOfAll(columns, bits) + bitsPerWeight * parameters;
    if (all < smallest.bits) smallest = { hidden, bits: all };
  }
  return { columns, context, hidden: smallest.hidden };
}

function trialsExpected(found: readonly LearnableColumn[], model: MaskedConfig): number {
  const { tries, hidden } = maskedEfforts[model.effort];
  const orders = found.length < 2 ? 0 : 1 + (tries ? 1 + ordersTried : 0);
  const contexts = tries && model.context === undefined ? 1 : 0;
  const sizes = model.hidden === undefined && hidden.length > 1 ? hidden.length : 0;
  return Math.max(1, orders + contexts + sizes);
}

/** Orders worth trying; where none are tried, the one to take. */
async function ordersOf(
  found: readonly LearnableColumn[],
  tries: boolean,
  trial: (part: Partial<Pilot>) => Promise<PilotResult>,
): Promise<(readonly LearnableColumn[])[]> {
  const usual = found.filter(({ counter }) => !counter);
  const others = usual.length < 2 ? null : await trial({ columns: usual, known: "others" });
  const bits = found.map((column) => others?.bits[usual.indexOf(column)] ?? column.plainBits);
  const related = withRelations(found, bits);
  const first = related ?? usual;
  const orders = related === null || usual.length === 0 ? [first] : [usual, first];
  if (!tries || first.length < 2) return (tries ? orders : [first]).filter((own) => own.length > 0);
  const gains = new Map(
    found.map(({ position, plainBits }, c) => [position, plainBits - bits[c]!]),
  );
  const likely = first
    .filter(({ axis }) => axis.relation === null)
    .sort((a, b) => gains.get(b.position)! - gains.get(a.position)!)
    .slice(0, ordersTried - (related === null ? 0 : 1));
  return [...orders, ...likely.map((last) => withLast(first, last))];
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

/** Columns are never larger than by themselves. */
function totalBits(columns: readonly LearnableColumn[], bits: readonly number[] = []): number {
  return columns.reduce(
    (sum, { plainBits }, c) => sum + Math.min(plainBits, bits[c] ?? Infinity),
    0,
  );
}
