import { open } from "node:fs/promises";
import { join } from "node:path";
import type { MetricRecord } from "../../protocol/runRecord.js";
import { runFiles } from "./runPaths.js";

/**
 * Reads `metrics.jsonl` piece by piece while it grows. Where a run was resumed, records of later steps that came before
 * are dropped: the steps were done again.
 */
export class MetricsTail {
  private readonly path: string;
  private offset = 0;
  private rest = "";
  private records: MetricRecord[] = [];

  constructor(folder: string) {
    this.path = join(folder, runFiles.metrics);
  }

  /** What came since the last call; with `reset`, `records` is everything and replaces what was read before. */
  async read(): Promise<{ readonly reset: boolean; readonly records: readonly MetricRecord[] }> {
    const { text, restarted } = await this.readText();
    let reset = restarted;
    if (restarted) this.records = [];
    const fresh: MetricRecord[] = [];
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      const record = parseRecord(line);
      if (record === null) continue;
      if (record.kind === "resumed") {
        reset = true;
        this.records = this.records.filter((one) => stepOf(one) <= record.resumedAt);
      }
      this.records.push(record);
      fresh.push(record);
    }
    return { reset, records: reset ? [...this.records] : fresh };
  }

  private async readText(): Promise<{ text: string; restarted: boolean }> {
    const handle = await open(this.path).catch(() => null);
    if (handle === null) return { text: "", restarted: false };
    try {
      const { size } = await handle.stat();
      const restarted = size < this.offset;
      if (restarted) {
        this.offset = 0;
        this.rest = "";
      }
      const buffer = Buffer.alloc(size - this.offset);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.offset);
      this.offset += bytesRead;
      return { text: buffer.toString("utf8", 0, bytesRead), restarted };
    } finally {
      await handle.close();
    }
  }
}

/** The step of the training; trials come before its first. */
const stepOf = (record: MetricRecord): number => {
  if (record.kind === "resumed") return record.resumedAt;
  return record.kind === "train" || record.kind === "validation" ? record.step : 0;
};

/** A half-written last line of a killed engine is no record. */
function parseRecord(line: string): MetricRecord | null {
  if (line === "") return null;
  try {
    return JSON.parse(line) as MetricRecord;
  } catch {
    return null;
  }
}
