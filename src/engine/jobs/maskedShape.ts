import { withRelations } from "../../codec/masked/columnRelations.js";
import type { LearnableColumn } from "../../codec/masked/maskedColumns.js";
import type { TrainingConfig } from "../../config/config.js";
import { pilotBits } from "./maskedPilot.js";

/** Rows before are looked at where they save this share of the bits. */
const contextShare = 0.01;
const contextRows = 2;
/** Columns that are tried at the end: those that the others tell most about. */
const ordersTried = 3;
/** Trials cost networks: with more columns the table's own order is kept. */
const mostOrdered = 64;

/** Columns in coding order, with their relations, and the number of rows before that networks see. */
export interface MaskedShape {
  readonly columns: readonly LearnableColumn[];
  readonly context: number;
}

/**
 * Chooses coding order, relations and context by trial: which column comes last matters most.
 * @param askedContext null to find out
 */
export async function chooseShape(
  found: readonly LearnableColumn[],
  askedContext: number | null,
  training: TrainingConfig,
  threads: number,
): Promise<MaskedShape> {
  if (found.length > mostOrdered) return { columns: found, context: askedContext ?? 0 };
  const measure = async (columns: readonly LearnableColumn[], context: number): Promise<number> =>
    totalBits(columns, await pilotBits(columns, "before", context, training, threads));
  let best = { columns: found, bits: Infinity };
  for (const columns of await ordersOf(found, training, threads)) {
    const bits = await measure(columns, 0);
    if (bits < best.bits) best = { columns, bits };
  }
  if (askedContext !== null) return { columns: best.columns, context: askedContext };
  const more = await measure(best.columns, contextRows);
  return {
    columns: best.columns,
    context: more < (1 - contextShare) * best.bits ? contextRows : 0,
  };
}

async function ordersOf(
  found: readonly LearnableColumn[],
  training: TrainingConfig,
  threads: number,
): Promise<(readonly LearnableColumn[])[]> {
  if (found.length < 2) return [found];
  const alone = await pilotBits(found, "others", 0, training, threads);
  const related = withRelations(found, alone);
  const first = related ?? found;
  const gains = new Map(
    found.map(({ position, plainBits }, c) => [position, plainBits - alone[c]!]),
  );
  const likely = first
    .filter(({ axis }) => axis.relation === null)
    .sort((a, b) => gains.get(b.position)! - gains.get(a.position)!)
    .slice(0, ordersTried - (related === null ? 0 : 1));
  return [
    ...(related === null ? [] : [found]),
    first,
    ...likely.map((last) => withLast(first, last)),
  ];
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
function totalBits(columns: readonly LearnableColumn[], bits: readonly number[]): number {
  return columns.reduce((sum, { plainBits }, c) => sum + Math.min(plainBits, bits[c]!), 0);
}
