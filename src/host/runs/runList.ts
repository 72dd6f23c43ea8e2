import { stat } from "node:fs/promises";
import { join } from "node:path";
import { readRun, type RunFolder, runNumbers } from "../../engine/runFolder/readRun.js";
import { runFiles } from "../../engine/runFolder/runPaths.js";
import { isActive } from "./activeRun.js";

/** All runs in one folder, oldest first; records that did not change are not read again. */
export class RunList {
  runs: readonly RunFolder[] = [];
  private readonly known = new Map<string, { readonly stamp: string; readonly run: RunFolder }>();
  private text = "";

  /** @param parent the folder `runs/NAME` */
  constructor(private readonly parent: string) {}

  /** Looks at the folders again; whether anything but a sign of life changed. */
  async look(): Promise<boolean> {
    const runs: RunFolder[] = [];
    for (const number of await runNumbers(this.parent)) {
      const run = await this.lookAt(join(this.parent, number));
      if (run !== null) runs.push(run);
    }
    this.runs = runs;
    const text = JSON.stringify(
      runs.map(({ record, state, stopUnanswered }) => ({
        ...record,
        heartbeat: 0,
        derived: state,
        stopUnanswered,
      })),
    );
    const changed = text !== this.text;
    this.text = text;
    return changed;
  }

  private async lookAt(folder: string): Promise<RunFolder | null> {
    const stamp = await stat(join(folder, runFiles.record)).then(
      (found) => `${found.mtimeMs} ${found.size} ${found.ino}`,
      () => null,
    );
    if (stamp === null) return null;
    const known = this.known.get(folder);
    // The state of an active run also depends on whether its engine lives.
    if (known !== undefined && known.stamp === stamp && !isActive(known.run.state))
      return known.run;
    const run = await readRun(folder);
    if (run !== null) this.known.set(folder, { stamp, run });
    return run;
  }
}
