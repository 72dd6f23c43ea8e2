// node .build/build.mjs [--watch]: src/ and webview/ -> dist/
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";
import { copyRuntime } from "./copyRuntime.mjs";
import { extractStrings } from "./extractStrings.mjs";
import { thirdPartyNotices } from "./thirdPartyNotices.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const watch = process.argv.includes("--watch");
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: !watch,
  sourcemap: watch,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
  define: { COLLIMATE_VERSION: JSON.stringify(version) },
};

const bundles = [
  {
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.cjs",
    format: "cjs",
    platform: "node",
    target: "node20.18",
    external: ["vscode"],
    // zod looks for Cloudflare's; VS Code's extension host takes any look for a mistake.
    define: { navigator: "undefined" },
    // Of packages that come in both forms the ES form is the one that can be cut down to what is used.
    mainFields: ["module", "main"],
  },
  {
    ...common,
    // A thread of its own runs the second.
    entryPoints: { collimate: "src/cli/main.ts", chunkWorker: "src/runtime/chunkWorker.ts" },
    outdir: "dist",
    format: "esm",
    platform: "node",
    target: "node20.18",
    external: ["onnxruntime-node"],
    mainFields: ["module", "main"],
    banner: {
      // CommonJS packages inside the bundle ask for Node's own modules in this way.
      js: '#!/usr/bin/env -S MALLOC_ARENA_MAX=2 node\nimport { createRequire as createRequireOfBundle } from "node:module";\nconst require = createRequireOfBundle(import.meta.url);',
    },
  },
  {
    ...common,
    entryPoints: { panel: "webview/main.ts" },
    outdir: "dist/webview",
    format: "iife",
    platform: "browser",
    target: "es2022",
  },
  {
    ...common,
    entryPoints: { panel: "webview/panel.css" },
    outdir: "dist/webview",
    platform: "browser",
    target: "es2022",
    loader: { ".ttf": "file" },
    assetNames: "[name]",
  },
];

async function buildSchema() {
  const { outputFiles } = await build({
    ...common,
    minify: false,
    sourcemap: false,
    write: false,
    entryPoints: ["src/config/configJsonSchema.ts"],
    format: "esm",
    platform: "node",
    target: "node20.18",
  });
  const code = Buffer.from(outputFiles[0].contents).toString("base64");
  const { configJsonSchema } = await import(`data:text/javascript;base64,${code}`);
  writeFileSync(`${root}dist/config.schema.json`, `${JSON.stringify(configJsonSchema())}\n`);
}

function buildStrings() {
  mkdirSync(`${root}dist/l10n`, { recursive: true });
  const strings = extractStrings([`${root}src`, `${root}webview`]);
  writeFileSync(`${root}dist/l10n/bundle.l10n.json`, `${JSON.stringify(strings, null, 1)}\n`);
}

const start = Date.now();
rmSync(`${root}dist/webview`, { recursive: true, force: true });
for (const name of ["extension.cjs", "collimate.js"])
  rmSync(`${root}dist/${name}.map`, { force: true });
mkdirSync(`${root}dist`, { recursive: true });
copyRuntime(root, `${root}dist/node_modules`);
await buildSchema();
buildStrings();
// Ships as it is: one file that needs numpy alone.
copyFileSync(`${root}src/python/collimate.py`, `${root}dist/collimate.py`);
if (watch) {
  for (const options of bundles) await (await context({ ...options, logLevel: "info" })).watch();
} else {
  const results = await Promise.all(bundles.map((options) => build(options)));
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(`${root}dist/THIRD-PARTY-NOTICES.txt`, thirdPartyNotices(root, inputs));
  chmodSync(`${root}dist/collimate.js`, 0o755);
  const sizes = results.flatMap(({ metafile }) => Object.entries(metafile.outputs));
  for (const [file, { bytes }] of sizes) {
    console.log(`${(bytes / 1000).toFixed(0).padStart(6)} kB  ${file}`);
  }
  console.log(`built in ${((Date.now() - start) / 1000).toFixed(1)} s`);
}
