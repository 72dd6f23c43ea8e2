// node test/bench/run.mjs [NAME...]: runs the benches one at a time, each alone in a process, and prints one table.
// COLLIMATE_DATA names the folder with the measured and simulated files (default ../shared/data).
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Inside the project, so that packages are found from there.
const work = join(root, "dist", "bench");

const asked = process.argv.slice(2);
const names = readdirSync(join(root, "test/bench"))
  .filter((name) => name.endsWith(".ts") && name !== "benchRow.ts")
  .map((name) => basename(name, ".ts"))
  .filter((name) => exportOf(name) !== null)
  .filter((name) => asked.length === 0 || asked.includes(name));

mkdirSync(work, { recursive: true });
const rows = [];
const failures = [];
try {
  for (const name of names) {
    process.stderr.write(`${name} …\n`);
    try {
      rows.push(...(await measure(name)));
    } catch (error) {
      failures.push(`${name}: ${error.message}`);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
printTable(rows);
for (const failure of failures) console.error(`failed: ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Name of the function that a bench exports: test/bench/endToEnd.ts has benchEndToEnd. */
function exportOf(name) {
  const wanted = `bench${name[0].toUpperCase()}${name.slice(1)}`;
  const text = readFileSync(join(root, "test/bench", `${name}.ts`), "utf8");
  return new RegExp(`export (async )?(function|const) ${wanted}\\b`).test(text) ? wanted : null;
}

async function measure(name) {
  const script = join(work, `${name}.mjs`);
  const results = join(work, `${name}.json`);
  const common = {
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.18",
    mainFields: ["module", "main"],
    external: ["onnxruntime-node", "typescript", "esbuild"],
    logLevel: "error",
    banner: {
      js: 'import { createRequire as createRequireOfBundle } from "node:module";\nconst require = createRequireOfBundle(import.meta.url);',
    },
  };
  await build({
    ...common,
    stdin: {
      contents: `
        import { writeFileSync } from "node:fs";
        import { ${exportOf(name)} as bench } from "./test/bench/${name}.js";
        writeFileSync(${JSON.stringify(results)}, JSON.stringify(await bench()));`,
      resolveDir: root,
      loader: "ts",
    },
    outfile: script,
  });
  await build({
    ...common,
    entryPoints: { chunkWorker: "src/runtime/chunkWorker.ts" },
    outdir: work,
  });
  await new Promise((done, failed) => {
    const environment = {
      COLLIMATE_DATA: join(root, "..", "shared", "data"),
      ...process.env,
      COLLIMATE_ROOT: root,
    };
    const child = spawn(process.execPath, ["--expose-gc", script], {
      cwd: root,
      env: environment,
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.once("error", failed);
    child.once("close", (code) => (code === 0 ? done() : failed(new Error(`exit code ${code}`))));
  });
  return JSON.parse(readFileSync(results, "utf8"));
}

function printTable(rows) {
  const header = ["what", "value", "unit", "ratio", "aim"];
  const lines = rows.map(({ name, value, unit, ratio, aim, skipped }) => [
    name,
    value === null || value === undefined ? `skipped: ${skipped ?? "no value"}` : digits(value),
    value === null || value === undefined ? "" : unit,
    ratio === undefined || ratio === null ? "" : ratio.toFixed(2),
    aim === undefined || aim === null ? "" : String(aim),
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column].length)),
  );
  const format = (line) => `| ${line.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
  console.log(
    `\nNode ${process.version}, ${cpus()[0]?.model}, ${availableParallelism()} threads\n`,
  );
  console.log(format(header));
  console.log(format(widths.map((width) => "-".repeat(width))));
  for (const line of lines) console.log(format(line));
}

function digits(value) {
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value) || Math.abs(value) >= 1e4)
    return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(4)));
}
