import { dirname } from "node:path";
import type { ArrayReading, TableLayout, TableSummary } from "../../data/table.js";
import type { EngineLocation } from "./engineLocation.js";
import { EngineError, runEngine } from "./runEngine.js";

type Inspection =
  | ({ readonly kind: "data" } & TableSummary)
  | { readonly kind: "compressed"; readonly header: { readonly layout: TableLayout } };

/**
 * Rows and columns of a data file, from its header.
 * @param reading of 2-D arrays; found out from their values where absent
 * @throws EngineError where the file cannot be read, or is a compressed file
 */
export async function inspectData(
  engine: EngineLocation,
  path: string,
  reading?: ArrayReading,
): Promise<TableSummary> {
  const found = await inspect(engine, path, reading === undefined ? [] : ["--layout", reading]);
  if (found.kind !== "data") throw new EngineError(`${path} is a compressed file, not a table.`);
  return { rows: found.rows, columns: found.columns, layout: found.layout };
}

/**
 * Header of a compressed file.
 * @throws EngineError where the file cannot be read, or is none
 */
export async function inspectCompressed(
  engine: EngineLocation,
  path: string,
): Promise<{ readonly layout: TableLayout }> {
  const found = await inspect(engine, path);
  if (found.kind !== "compressed") throw new EngineError(`${path} is not a compressed file.`);
  return found.header;
}

function inspect(
  engine: EngineLocation,
  path: string,
  more: readonly string[] = [],
): Promise<Inspection> {
  const words = ["inspect", path, ...more, "--json", "--progress", "json"];
  return runEngine<Inspection>(engine, words, { cwd: dirname(path) });
}
