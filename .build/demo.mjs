// The main job on a sample that the project makes itself: train, compress, verify, evaluate.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const engine = join(root, "dist", "collimate.js");
const folder = join(root, "demo");

/** Runs one command of the engine; its progress is shown, its result returned with `json`. */
function collimate(words, json = false) {
  console.log(`\n$ collimate ${words.join(" ")}`);
  const result = spawnSync(process.execPath, [engine, ...words, ...(json ? ["--json"] : [])], {
    cwd: folder,
    stdio: ["ignore", json ? "pipe" : "inherit", "inherit"],
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
  return json ? JSON.parse(result.stdout) : null;
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
collimate(["sample", "jets.npz"]);
collimate(["train", "jets.collimate.json"]);
const compressed = collimate(["compress", "jets.collimate.json"], true);
console.log(`${relative(folder, compressed.output)} written`);
collimate(["verify", "jets.collimated.npz", "--against", "jets.npz"]);
collimate(["decompress", "jets.collimated.npz"]);
collimate(["evaluate", "runs/jets/001"]);

const smaller = compressed.baselines.filter((one) => one.bytes < compressed.outputBytes);
const bounds = new Set(compressed.columns.map((column) => column.bound));
console.log(`
Ratio ${compressed.ratio.toFixed(2)}, all bytes counted. Bounds: ${[...bounds].join(", ")}; ${compressed.verification.valuesChecked.toLocaleString("en-US")} values checked, ${compressed.verification.violations} outside.`);
for (const one of smaller) {
  console.log(
    `A plainer method is smaller here: ${one.name}, ${one.bytes.toLocaleString("en-US")} bytes against ${compressed.outputBytes.toLocaleString("en-US")}.`,
  );
}
console.log(`
Everything lies in ${relative(process.cwd(), folder) || "."}: the sample, its config, the compressed file, and the run in runs/jets/001.
Try your own: node dist/collimate.js compress DATA.npz --bound 1e-3
In VS Code: npm run package, install the .vsix, open the folder demo, and click Train above jets.collimate.json.`);
