import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the engine wrote about run `number` of the config jets.collimate.json. */
export function runFolder(workspace, number) {
  const folder = join(workspace, "runs", "jets", String(number).padStart(3, "0"));
  const json = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  return {
    folder,
    exists: () => existsSync(join(folder, "run.json")),
    record: () => json("run.json"),
    evaluation: () => json("evaluation.json"),
    /** Points of the curves in order, without those that a resumed run took back. */
    points: () => {
      const file = join(folder, "metrics.jsonl");
      if (!existsSync(file)) return [];
      const lines = readFileSync(file, "utf8").split("\n");
      let points = [];
      for (const line of lines.slice(0, -1).filter((text) => text !== "")) {
        const record = JSON.parse(line);
        if (record.resumedAt === undefined) points.push(record);
        else points = points.filter(({ step }) => step <= record.resumedAt);
      }
      return points;
    },
  };
}

/** Waits until `condition` gives something true. */
export async function until(what, condition, seconds = 60) {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const value = await condition();
    if (value) return value;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${what}: not within ${seconds} s`);
}
