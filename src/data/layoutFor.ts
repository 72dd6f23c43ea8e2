import { UsageError } from "../errors.js";
import type { TableLayout } from "./table.js";
import { formatByName } from "./tableFormat.js";

/**
 * The layout in which a table that came in `layout` is written to a file of this name: the same where the format stays,
 * else what the extension says.
 * @throws UsageError where the extension is none that can be written, or cannot hold arrays
 */
export function layoutFor(fileName: string, layout: TableLayout): TableLayout {
  const format = formatByName(fileName);
  if (layout.kind === "arrays") return arraysFor(fileName, format, layout);
  switch (format) {
    case layout.format:
      return layout;
    case "npz":
      return layout.kind === "array"
        ? { format, kind: "matrix", member: "data", names: null }
        : { format, kind: "columns" };
    case "npy":
      return { format, kind: "array" };
    case "csv":
    case "tsv":
      return { format, kind: "text" };
    default:
      throw new UsageError(`${fileName}: tables are written as .npz, .npy, .csv or .tsv.`);
  }
}

function arraysFor(
  fileName: string,
  format: ReturnType<typeof formatByName>,
  layout: TableLayout & { kind: "arrays" },
): TableLayout {
  if (format === "npz" || format === "npy") return { ...layout, format };
  throw new UsageError(
    `${fileName}: arrays of the shape ${layout.shape.join(" x ")} are written as .npz or .npy.`,
  );
}
