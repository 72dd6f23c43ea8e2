import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunFolder } from "../../engine/runFolder/readRun.js";
import type { Comparison } from "../../protocol/comparison.js";

const format = 1;
const kept = 50;

/** Comparisons that were measured, one file each, so that a panel that is shown again need not measure again. */
export class ComparisonFiles {
  /** @param folder where the files lie; made when it is needed */
  constructor(private readonly folder: string) {}

  /** What was measured of these runs at this bound, or null. */
  async read(runs: readonly RunFolder[], bound: number): Promise<Comparison | null> {
    try {
      return JSON.parse(await readFile(this.file(runs, bound), "utf8")) as Comparison;
    } catch {
      return null;
    }
  }

  async write(runs: readonly RunFolder[], bound: number, comparison: Comparison): Promise<void> {
    const file = this.file(runs, bound);
    await mkdir(this.folder, { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(comparison));
    await rename(`${file}.new`, file);
    await this.dropOldest();
  }

  /** Runs that were trained or measured anew are others: when a run ended is part of the name. */
  private file(runs: readonly RunFolder[], bound: number): string {
    const what = runs.map(({ folder, record }) => [folder, record.ended]);
    const hash = createHash("sha256").update(JSON.stringify([format, bound, what]));
    return join(this.folder, `${hash.digest("hex").slice(0, 32)}.json`);
  }

  private async dropOldest(): Promise<void> {
    const names = await readdir(this.folder);
    if (names.length <= kept) return;
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.folder, name);
        return { path, time: (await stat(path)).mtimeMs };
      }),
    );
    files.sort((a, b) => a.time - b.time);
    for (const { path } of files.slice(0, files.length - kept)) await unlink(path);
  }
}
