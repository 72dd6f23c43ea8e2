// node .build/package.mjs: dist/ -> collimate-TARGET-VERSION.vsix, and a check of what lies in it
import { execFile } from "node:child_process";
import { readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { filesBelow, runtimeFiles } from "./copyRuntime.mjs";
import { listZip } from "./listZip.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { name, version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const target = `${process.platform}-${process.arch}`;
const file = `${name}-${target}-${version}.vsix`;

/** Bytes that a bundle may have at most. */
const budgets = {
  "extension/dist/extension.cjs": 250_000,
  "extension/dist/webview/panel.js": 700_000,
};

for (const old of readdirSync(root)) if (old.endsWith(".vsix")) rmSync(`${root}${old}`);
await packageExtension();
const entries = listZip(`${root}${file}`);
const faults = [...compare(entries), ...tooLarge(entries)];
for (const fault of faults) console.error(fault);
console.log(`${file}: ${entries.length} files, ${megabytes(statSync(`${root}${file}`).size)} MB`);
process.exitCode = faults.length === 0 ? 0 : 1;

async function packageExtension() {
  const vsce = createRequire(import.meta.url).resolve("@vscode/vsce/package.json");
  const script = vsce.replace(/package\.json$/, "vsce");
  // The bundles hold the packages, and dist/node_modules what cannot be bundled.
  const args = ["package", "--no-dependencies", "--target", target, "--out", file];
  // The pictures of the README lie in the package.
  args.push("--allow-missing-repository", "--no-rewrite-relative-links");
  try {
    await promisify(execFile)(process.execPath, [script, ...args], { cwd: root });
  } catch (error) {
    throw new Error(`vsce failed:\n${error.stdout}${error.stderr}`, { cause: error });
  }
}

/** What the package must hold: nothing of it may be missing, and nothing else may be there. */
function expectedFiles() {
  const fixed = [
    "[Content_Types].xml",
    "extension.vsixmanifest",
    "extension/package.json",
    "extension/package.nls.json",
    "extension/readme.md",
    "extension/changelog.md",
    "extension/LICENSE.txt",
    "extension/dist/extension.cjs",
    "extension/dist/collimate.js",
    "extension/dist/chunkWorker.js",
    "extension/dist/collimate.py",
    "extension/dist/config.schema.json",
    "extension/dist/THIRD-PARTY-NOTICES.txt",
    "extension/dist/l10n/bundle.l10n.json",
    "extension/dist/webview/panel.js",
    "extension/dist/webview/panel.css",
  ];
  const fonts = filesBelow(`${root}dist/webview`).filter((path) => path.endsWith(".ttf"));
  const packages = Object.entries(runtimeFiles()).flatMap(([name, patterns]) =>
    filesBelow(`${root}node_modules/${name}`)
      .filter((path) => patterns.some((pattern) => pattern.test(path)))
      .map((path) => `extension/dist/node_modules/${name}/${path}`),
  );
  return [
    ...fixed,
    ...fonts.map((path) => `extension/dist/webview/${path}`),
    ...filesBelow(`${root}media`).map((path) => `extension/media/${path}`),
    ...packages,
  ];
}

function compare(entries) {
  const present = new Set(entries.map((entry) => entry.path));
  const expected = new Set(expectedFiles());
  const binaries = [...present].filter((path) => path.endsWith(".node"));
  return [
    ...[...expected].filter((path) => !present.has(path)).map((path) => `missing: ${path}`),
    ...[...present].filter((path) => !expected.has(path)).map((path) => `not needed: ${path}`),
    ...(binaries.length === 1 ? [] : [`${binaries.length} native modules instead of 1`]),
  ];
}

function tooLarge(entries) {
  return entries
    .filter(({ path, size }) => size > (budgets[path] ?? Infinity))
    .map(({ path, size }) => `${path} has ${size} bytes, more than ${budgets[path]}`);
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
