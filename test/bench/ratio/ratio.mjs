// node test/bench/ratio/ratio.mjs [FILE...]: ratios at the same absolute bounds, beside other compressors, as Markdown.
// COLLIMATE_DATA names the folder with the files (default ../shared/data), COLLIMATE_CACHE that of the Python
// environment (default ~/.cache/collimate). Needs dist/ to be built.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const script = fileURLToPath(new URL("./ratio.py", import.meta.url));
const engine = join(root, "dist", "collimate.js");
const data = process.env.COLLIMATE_DATA ?? join(root, "..", "shared", "data");
const cache = process.env.COLLIMATE_CACHE ?? join(homedir(), ".cache", "collimate");

const packages = ["pysz==1.1.0", "zfpy", "pcodec==1.1.0", "blosc2", "zstandard", "numpy"];
const ofRange = (share) => ({
  kind: "range",
  share,
  text: `${share.toExponential(0)} of range`,
  options: ["--bound", String(share)],
});
const ofValue = (share) => ({
  kind: "relative",
  share,
  text: `${share.toExponential(0)} of value`,
  options: ["--relative", String(share)],
});
const exact = { kind: "exact", text: "exact", options: ["--exact"] };

const tableBounds = [1e-2, 1e-3, 1e-4, 1e-5].map(ofRange);
const arrayBounds = [1e-2, 1e-3, 1e-4].map(ofRange);
const files = [
  { file: "genjets_cms.npz", bounds: [...tableBounds, ...[1e-2, 1e-3, 1e-4].map(ofValue), exact] },
  { file: "jets_zprime.npz", bounds: [...tableBounds, exact] },
  { file: "cfd_animation.npz", bounds: arrayBounds },
  { file: "turbulence.npz", bounds: arrayBounds },
];
const rivalNames = [
  "zfp",
  "SZ3",
  "bit rounding + blosc2",
  "bit rounding + pcodec",
  "grid + blosc2",
  "grid + shuffle + zstd -19",
  "grid + pcodec",
];

const asked = process.argv.slice(2);
const chosen = files.filter(({ file }) => asked.length === 0 || asked.includes(file));
if (chosen.length === 0)
  fail(`There is no ${asked.join(", ")} among ${files.map((one) => one.file).join(", ")}.`);
for (const { file } of chosen) {
  if (!existsSync(join(data, file))) fail(`${join(data, file)} is missing: set COLLIMATE_DATA.`);
}
if (!existsSync(engine)) fail("dist/collimate.js is missing: run npm run build first.");

const python = preparePython();
const work = mkdtempSync(join(tmpdir(), "collimate-ratio-"));
try {
  const rows = chosen.flatMap(({ file, bounds }) => bounds.map((bound) => measure(file, bound)));
  printRatios(rows);
  printSpeeds(rows);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Creates the environment once; the first call downloads the packages. */
function preparePython() {
  const folder = join(cache, "ratio-python");
  const marker = join(folder, "complete");
  const bin = join(folder, "bin", "python");
  if (!existsSync(marker)) {
    process.stderr.write("setting up the other compressors …\n");
    mkdirSync(cache, { recursive: true });
    execFileSync("python3", ["-m", "venv", "--clear", folder], { stdio: "pipe" });
    execFileSync(bin, ["-m", "pip", "install", "--quiet", ...packages], { stdio: "pipe" });
    writeFileSync(marker, "");
  }
  return bin;
}

function measure(file, bound) {
  process.stderr.write(`${file} at ${bound.text} …\n`);
  const path = join(data, file);
  const job = JSON.stringify({ path, ...bound });
  const rivals = JSON.parse(
    execFileSync(python, [script, "rivals", job], { stdio: ["ignore", "pipe", "inherit"] }),
  );
  const output = join(work, "compressed.collimated.npz");
  const place = ["-o", output, "--runs-folder", join(work, "runs")];
  const words = ["compress", path, ...bound.options, ...place];
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [engine, ...words, "--json", "--quiet"],
    { cwd: work, maxBuffer: 2 ** 28 },
  );
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) {
    const refused = String(stderr).trim();
    if (!/Unknown option|dimensions/.test(refused)) fail(`${file} at ${bound.text}: ${refused}`);
    return { file, bound, rivals, refused, own: null };
  }
  const report = JSON.parse(stdout);
  if (report.verification.violations !== 0) fail(`${file}: Collimate broke ${bound.text}.`);
  if (report.outputBytes !== statSync(output).size) fail(`${file}: bytes were not counted.`);
  const reader = JSON.parse(
    execFileSync(python, [script, "reader", join(root, "src/python/collimate.py"), output]),
  );
  const grid = report.baselines.find(({ name }) => name === "grid + entropy coder");
  return { file, bound, rivals, own: { report, grid: grid?.bytes, seconds, reader } };
}

function printRatios(rows) {
  const header = [
    "file",
    "bound",
    ...rivalNames,
    "Collimate, no model",
    "**Collimate**",
    "÷ best rival",
  ];
  const lines = rows.map((row) => {
    const full = float32Bytes(row.file);
    const ratios = rivalNames.map((name) => {
      const found = row.rivals.find((rival) => rival.name === name);
      if (found === undefined) return { text: "", ratio: 0 };
      if (found.bytes === null) return { text: "breaks it", ratio: 0 };
      const ratio = full / found.bytes;
      return { text: `${digits(ratio)}${found.share < 1 ? "*" : ""}`, ratio };
    });
    const best = Math.max(...ratios.map(({ ratio }) => ratio));
    const own = row.own && full / row.own.report.outputBytes;
    return [
      row.file,
      row.bound.text,
      ...ratios.map(({ text }) => text),
      row.own?.grid ? digits(full / row.own.grid) : "not supported",
      own ? `**${digits(own)}**` : "not supported",
      own ? digits(own / best) : "",
    ];
  });
  console.log("\nRatios against float32; all bytes of the file counted for Collimate, the bare");
  console.log("streams for the others. Tables column by column, arrays as a whole.\n");
  printTable(header, lines);
  if (rows.some(({ rivals }) => rivals.some(({ share }) => share < 1))) {
    console.log(
      "\n\\* broke the bound as asked for, and was asked for up to 10 % less until it kept it.",
    );
  }
  const refusals = rows.filter(({ own }) => own === null);
  for (const text of new Set(refusals.map(({ file, refused }) => `${file}: ${refused}`))) {
    console.log(`\n${text}`);
  }
}

function printSpeeds(rows) {
  const header = ["file", "bound", "what", "code MB/s", "decode MB/s"];
  const lines = rows
    .filter(({ bound }) => bound.kind === "range" && bound.share === 1e-3)
    .flatMap((row) => {
      const size = float32Bytes(row.file) / 1e6;
      const place = [row.file, row.bound.text];
      const lines = row.rivals
        .filter(({ bytes }) => bytes !== null)
        .map(({ name, encode, decode }) => [
          ...place,
          name,
          digits(size / encode),
          digits(size / decode),
        ]);
      if (row.own) {
        const { report, seconds, reader } = row.own;
        const all = `${seconds.toFixed(1)} s in all`;
        const train = `${report.seconds.train.toFixed(1)} s of training`;
        lines.push([
          ...place,
          `Collimate (${all}, ${train})`,
          digits(size / report.seconds.compress),
          "",
        ]);
        lines.push([
          ...place,
          "Collimate, Python reader",
          "",
          reader === null ? "not read" : digits(size / reader),
        ]);
      }
      return lines;
    });
  console.log("\nSpeed, of float32 input or output.\n");
  printTable(header, lines);
}

/** Bytes of the values as float32, from the shapes that numpy tells. */
function float32Bytes(file) {
  float32Bytes.known ??= new Map();
  if (!float32Bytes.known.has(file)) {
    const code =
      "import numpy, sys; f = numpy.load(sys.argv[1]); print(4 * (f['data'] if 'data' in f.files else f[f.files[0]]).size)";
    float32Bytes.known.set(file, Number(execFileSync(python, ["-c", code, join(data, file)])));
  }
  return float32Bytes.known.get(file);
}

function printTable(header, lines) {
  const widths = header.map((title, i) =>
    Math.max(title.length, ...lines.map((line) => line[i].length)),
  );
  const format = (line) => `| ${line.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
  console.log(format(header));
  console.log(format(widths.map((width) => "-".repeat(width))));
  for (const line of lines) console.log(format(line));
}

function digits(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
