import { stat } from "node:fs/promises";
import type { ArrayReading, TableSummary } from "../../data/table.js";

/** What is known about an input: its header, or why it cannot be read. */
export type InputSummary =
  | { readonly kind: "table"; readonly summary: TableSummary }
  | { readonly kind: "unreadable"; readonly message: string }
  | { readonly kind: "missing" };

const mostKept = 50;

/** Headers of data files, read again only when the file changed. */
export class TableSummaries {
  private readonly known = new Map<
    string,
    { readonly stamp: string; readonly summary: Promise<InputSummary> }
  >();

  /** @param inspect reads the header of a data file; throws where it cannot be read */
  constructor(
    private readonly inspect: (path: string, reading?: ArrayReading) => Promise<TableSummary>,
  ) {}

  /** @param reading of 2-D arrays; found out from their values where absent */
  async of(path: string, reading?: ArrayReading): Promise<InputSummary> {
    const found = await stat(path).catch(() => null);
    if (found === null) {
      this.known.delete(path);
      return { kind: "missing" };
    }
    const stamp = `${found.mtimeMs} ${found.size} ${reading ?? ""}`;
    const known = this.known.get(path);
    if (known?.stamp === stamp) return known.summary;
    const summary = this.inspect(path, reading).then(
      (table): InputSummary => ({ kind: "table", summary: table }),
      (error: unknown): InputSummary => ({
        kind: "unreadable",
        message: error instanceof Error ? error.message : String(error),
      }),
    );
    this.known.delete(path);
    this.known.set(path, { stamp, summary });
    const oldest = this.known.keys().next();
    if (this.known.size > mostKept && oldest.done !== true) this.known.delete(oldest.value);
    return summary;
  }
}
