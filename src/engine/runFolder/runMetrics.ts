import { join } from "node:path";
import type { MetricRecord } from "../../protocol/runRecord.js";
import { MetricsTail } from "./metricsTail.js";
import { runNumbers } from "./readRun.js";
import { repeatsFolder } from "./runPaths.js";

/** The metrics of a run while they grow: its own, or those of all its repeats, each record with the repeat's number. */
export class RunMetrics {
  private readonly own: MetricsTail;
  private readonly repeats = new Map<number, { tail: MetricsTail; records: MetricRecord[] }>();

  constructor(private readonly folder: string) {
    this.own = new MetricsTail(folder);
  }

  /** What came since the last call; with `reset`, `records` is everything and replaces what was read before. */
  async read(): Promise<{ readonly reset: boolean; readonly records: readonly MetricRecord[] }> {
    const parent = join(this.folder, repeatsFolder);
    const names = await runNumbers(parent);
    if (names.length === 0) return this.own.read();
    const fresh: MetricRecord[] = [];
    let anyReset = false;
    for (const name of names) {
      const repeat = Number(name);
      let known = this.repeats.get(repeat);
      if (known === undefined) {
        known = { tail: new MetricsTail(join(parent, name)), records: [] };
        this.repeats.set(repeat, known);
      }
      const { reset, records } = await known.tail.read();
      const marked = records.map((record) => ({ ...record, repeat }));
      known.records = reset ? marked : [...known.records, ...marked];
      anyReset ||= reset;
      fresh.push(...marked);
    }
    if (!anyReset) return { reset: false, records: fresh };
    return { reset: true, records: [...this.repeats.values()].flatMap(({ records }) => records) };
  }
}
