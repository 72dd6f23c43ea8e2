// node test/workbench/setup.mjs: puts VS Code's server and web workbench (code-server), the Node that it needs and the
// compiler of its native parts into a cache folder outside the checkout. What is there is used.
import { spawn } from "node:child_process";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";

const version = "4.139.1";
const nodeMajor = 24;
const gypVersion = "12.1.0";

/** Where everything is kept that the tests make once: the variable COLLIMATE_CACHE moves it. */
export function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  return resolve(process.env.COLLIMATE_CACHE ?? join(base, "collimate"));
}

/**
 * Why the workbench cannot be set up on this machine; null where it can. Elsewhere the desktop VS Code that
 * @vscode/test-electron downloads could take its place: the cases know only window.mjs, which needs a Chromium page.
 */
export function whyNotHere() {
  const { platform, arch } = process;
  if (platform === "linux" && (arch === "x64" || arch === "arm64")) return null;
  return `the workbench of the tests is set up on Linux only (this is ${platform} ${arch})`;
}

/**
 * Sets the workbench up where it is not there yet.
 * @returns path of the program that starts it
 */
export async function setUpWorkbench(say = console.log) {
  const target = join(cacheFolder(), `workbench-${version}-${process.arch}`);
  const program = join(target, "start");
  if (existsSync(program)) return program;
  const parts = `${target}.${process.pid}.part`;
  mkdirSync(parts, { recursive: true });
  try {
    await build(parts, join(cacheFolder(), "workbench-setup.log"), say);
    try {
      renameSync(parts, target);
    } catch (error) {
      // Another set-up may have been faster.
      if (!existsSync(program)) throw error;
    }
  } finally {
    rmSync(parts, { recursive: true, force: true });
  }
  return program;
}

async function build(target, logFile, say) {
  const log = createWriteStream(logFile);
  const modules = join(target, "node_modules");
  const vscode = join(modules, "code-server", "lib", "vscode");
  const runtime = join(modules, `node-linux-${process.arch}`);
  const environment = cleanEnvironment(join(runtime, "bin"));

  const step = async (name, work) => {
    const start = performance.now();
    await work();
    say(`  ${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s  ${name}`);
  };
  const run = (folder, program, ...args) =>
    new Promise((done, failed) => {
      const child = spawn(program, args, { cwd: folder, env: environment });
      let tail = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (data) => {
          log.write(data);
          tail = (tail + data).slice(-4000);
        });
      }
      child.once("error", failed);
      child.once("close", (code) => {
        if (code === 0) done();
        else failed(new Error(`${program} ${args.join(" ")} failed, see ${logFile}:\n${tail}`));
      });
    });
  // Without install scripts: they look for downloads, and newer npm holds them back anyway.
  const install = (folder, ...args) =>
    run(folder, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", ...args);
  const gyp = (folder) =>
    run(
      folder,
      join(runtime, "bin", "node"),
      join(modules, "node-gyp", "bin", "node-gyp.js"),
      ...["rebuild", "-j", "max", `--nodedir=${runtime}`],
    );

  say("Setting up the workbench (once; kept in the cache folder):");
  // Else npm would take a package.json further up for the root.
  writeFileSync(join(target, "package.json"), '{ "private": true }\n');
  await step(`code-server ${version} and Node ${nodeMajor}`, () =>
    install(
      target,
      `code-server@${version}`,
      `node-linux-${process.arch}@${nodeMajor}`,
      `node-gyp@${gypVersion}`,
    ),
  );
  await step("dependencies of the workbench", () => install(vscode, "--omit=dev"));
  for (const name of ["@vscode/native-watchdog", "native-watchdog", "@vscode/spdlog", "node-pty"]) {
    const folder = join(vscode, "node_modules", name);
    if (!existsSync(join(folder, "binding.gyp")) || existsSync(join(folder, "prebuilds"))) continue;
    await step(`${name} (compiled)`, async () => {
      await gyp(folder);
      rmSync(join(folder, "build", "Release", "obj.target"), { recursive: true, force: true });
    });
  }
  prune(vscode);
  writeFileSync(
    join(target, "config.yaml"),
    [
      "bind-addr: 127.0.0.1:0",
      "auth: none",
      "cert: false",
      "disable-telemetry: true",
      "disable-update-check: true",
      "",
    ].join("\n"),
  );
  await step("first start", () =>
    run(
      target,
      join(runtime, "bin", "node"),
      join(modules, "code-server", "out", "node", "entry.js"),
      "--version",
    ),
  );
  // Written last: its presence says that everything else is complete.
  writeFileSync(
    join(target, "start"),
    [
      "#!/bin/sh",
      'here=$(dirname "$(readlink -f "$0")")',
      `exec "$here/node_modules/node-linux-${process.arch}/bin/node" "$here/node_modules/code-server/out/node/entry.js" --config "$here/config.yaml" "$@"`,
      "",
    ].join("\n"),
    { mode: 0o755 },
  );
}

/** Without what an outer npm or an outer VS Code says about itself. */
function cleanEnvironment(programs) {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(?!config_registry|config_cache)|VSCODE_|INIT_CWD$|NODE_OPTIONS$)/i.test(name),
  );
  const environment = Object.fromEntries(kept);
  // The programs of the running Node follow: npm comes from there.
  environment.PATH = [programs, environment.PATH, dirname(process.execPath)].join(":");
  return environment;
}

/** Removes 270 MB that nothing here loads: binaries for other platforms and assistants. */
function prune(vscode) {
  const platform = `linux-${process.arch}`;
  for (const folder of ["@vscode/ripgrep-universal/bin", "node-pty/prebuilds"]) {
    const path = join(vscode, "node_modules", folder);
    if (!existsSync(path)) continue;
    for (const entry of readdirSync(path)) {
      if (entry !== platform) rmSync(join(path, entry), { recursive: true, force: true });
    }
  }
  for (const folder of [`@github/copilot-sdk-${platform}`, "@microsoft/mxc-sdk/bin"]) {
    rmSync(join(vscode, "node_modules", folder), { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) console.log(await setUpWorkbench());
