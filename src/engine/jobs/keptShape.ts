import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { LearnableColumn } from "../../codec/masked/maskedColumns.js";
import { relationSchema } from "../../models/maskedModelFile.js";
import { writeWhole } from "../nodeFiles.js";
import type { MaskedShape } from "./maskedShape.js";

const shapeSchema = z.strictObject({
  /** Positions in the table, in coding order. */
  columns: z.array(z.int().min(0)),
  relations: z.array(relationSchema.nullable()),
  context: z.int().min(0),
  hidden: z.array(z.int().min(1)),
});

/** Keeps what trials found out, so that a run goes on without them, and on another machine with the same networks. */
export async function keepShape(path: string, shape: MaskedShape): Promise<void> {
  const { columns, context, hidden } = shape;
  const kept: z.input<typeof shapeSchema> = {
    columns: columns.map(({ position }) => position),
    relations: columns.map(({ axis: { relation } }) =>
      relation === null
        ? null
        : {
            ...relation,
            terms: relation.terms.map((term) => ({ ...term, columns: [...term.columns] })),
          },
    ),
    context,
    hidden: [...hidden],
  };
  const bytes = new TextEncoder().encode(JSON.stringify(kept));
  await writeWhole(path, (sink) => sink.write(bytes));
}

/** What `keepShape` wrote; null where there is nothing that fits the columns of the table. */
export async function keptShape(
  path: string,
  found: readonly LearnableColumn[],
): Promise<MaskedShape | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  const parsed = shapeSchema.safeParse(parsedJson(text));
  if (!parsed.success) return null;
  const { columns, relations, context, hidden } = parsed.data;
  const known = new Map(found.map((column) => [column.position, column]));
  const ordered = columns.flatMap((position, c): LearnableColumn[] => {
    const column = known.get(position);
    known.delete(position);
    const relation = relations[c] ?? null;
    return column === undefined ? [] : [{ ...column, axis: { ...column.axis, relation } }];
  });
  const left = [...known.values()].some(({ counter }) => !counter);
  if (left || ordered.length !== columns.length) return null;
  return { columns: ordered, context, hidden };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
