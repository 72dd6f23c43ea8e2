// node test/workbench/run.mjs [--results FILE] [--keep] [--only GROUP,...]: drives the packaged extension in the real
// workbench. Groups: training, reader, comparison, restricted (which needs training).
// COLLIMATE_CACHE moves the cache folder, CHROMIUM names the browser.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findBrowser } from "../../.build/systemTools.mjs";
import { Cases } from "./cases.mjs";
import { comparisonCases } from "./comparisonCases.mjs";
import { pythonReaderCases } from "./pythonReaderCases.mjs";
import { restrictedCases } from "./restrictedCases.mjs";
import { installExtension, startServer } from "./server.mjs";
import { cacheFolder, setUpWorkbench, whyNotHere } from "./setup.mjs";
import { trainingCases } from "./trainingCases.mjs";
import { startBrowser } from "./window.mjs";

const { values: options } = parseArgs({
  options: {
    results: { type: "string" },
    keep: { type: "boolean" },
    only: { type: "string" },
  },
});
const root = fileURLToPath(new URL("../..", import.meta.url));
const pictures = join(cacheFolder(), "screenshots");

const missing = whyNotHere() ?? (findBrowser() === null ? "no Chromium on this machine" : null);
const cases = missing === null ? await runAll() : skipAll(missing);
if (options.results !== undefined) writeFileSync(options.results, JSON.stringify(cases.results));
process.exitCode = cases.results.some(({ status }) => status === "failed") ? 1 : 0;

function skipAll(reason) {
  const cases = new Cases(() => undefined);
  cases.add({ name: "all cases", status: "skipped", reason });
  return cases;
}

async function runAll() {
  const program = await setUpWorkbench();
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  // Short, because the server puts a socket into it.
  const temp = mkdtempSync(join(tmpdir(), "cw-"));
  const extensions = join(temp, "ext");
  const stage = { temp, pictures, folder: join(temp, "jets"), root, window: null };
  const cases = new Cases(async (name) => {
    const file = join(pictures, `failed-${name.replaceAll(/\W+/g, "-")}.png`);
    await stage.window?.page.screenshot({ path: file });
    return file;
  });
  const browser = await startBrowser(findBrowser());
  try {
    makeWorkspace(stage.folder);
    const installed = "the packaged extension installs";
    await cases.run(installed, {}, () =>
      installExtension(program, { extensions, user: join(temp, "u0") }, packagedFile()),
    );
    const groups = [
      { name: "u1", trusted: true, run: trustedCases },
      ...(wanted("restricted") ? [{ name: "u2", trusted: false, run: restrictedCases }] : []),
    ];
    for (const group of groups) {
      const folders = { extensions, user: join(temp, group.name) };
      const server = await startServer(program, folders, group);
      try {
        stage.window = await browser.open(server.address, stage.folder);
        await group.run(cases, stage, installed);
        await stage.window.close();
      } finally {
        stage.window = null;
        await server.stop();
        const logs = join(folders.user, "logs");
        if (options.keep) cpSync(logs, join(pictures, group.name), { recursive: true });
      }
    }
  } finally {
    await browser.close();
    if (options.keep) console.log(`kept: ${temp}`);
    else rmSync(temp, { recursive: true, force: true });
  }
  console.log(`screenshots: ${pictures}`);
  return cases;
}

async function trustedCases(...stage) {
  if (wanted("training")) await trainingCases(...stage);
  if (wanted("reader")) await pythonReaderCases(...stage);
  if (wanted("comparison")) await comparisonCases(...stage);
}

function wanted(group) {
  return options.only === undefined || options.only.split(",").includes(group);
}

function packagedFile() {
  const found = readdirSync(root).find((name) => name.endsWith(".vsix"));
  if (found === undefined) throw new Error("There is no .vsix: npm run package makes it.");
  return join(root, found);
}

/** A folder with generated data, a config whose training leaves time to look, and one with a mistake. */
function makeWorkspace(folder) {
  mkdirSync(folder);
  const sample = ["sample", "jets.npz", "--rows", "20000", "--seed", "3", "--quiet"];
  execFileSync(process.execPath, [join(root, "dist/collimate.js"), ...sample], { cwd: folder });
  const config = {
    input: "jets.npz",
    bound: { range: 1e-3 },
    columns: { jet_pt: { as: "pt", unit: "GeV" }, jet_phi: { kind: "angle" } },
    model: { type: "dense" },
    training: { epochs: 400, batchSize: 512, seed: 3 },
  };
  const text = JSON.stringify(config, null, 2).replace("{", "{\n  // made by the workbench tests");
  writeFileSync(join(folder, "jets.collimate.json"), text);
  writeFileSync(
    join(folder, "typo.collimate.json"),
    '{\n  "input": "jets.npz",\n  "trainning": { "epochs": 3 }\n}\n',
  );
}
