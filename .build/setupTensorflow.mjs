// npm run setup:tensorflow: makes the native library of @tensorflow/tfjs-node load, for `"device": "tensorflow"` and as
// the judge of the parity tests. Its own install script fetches a prebuilt library; where that host is out of reach, the
// same library comes out of the Python package tensorflow-cpu (Linux x64). What was built is kept in the cache folder.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { request } from "node:https";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "./systemTools.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const target = join(modules, "@tensorflow", "tfjs-node");
const { optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const version = optionalDependencies["@tensorflow/tfjs-node"];

const wheel = {
  requirement: "tensorflow-cpu==2.15.1",
  platforms: ["manylinux2014_x86_64", "manylinux_2_17_x86_64"],
  python: "3.11",
  sha256: "54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26",
};
/** The only N-API version that is built here; every Node from 20 on has it. */
const napiFolder = "napi-v8";
const secondsToReach = 5;

/** Takes what the binding needs out of the wheel: two libraries and the headers of the C interface. */
const unpack = `
import os, re, sys, zipfile
wanted = re.compile(r"tensorflow/(?:(libtensorflow_(?:cc|framework)\\.so\\.2)"
                    r"|include/((?:tensorflow/c/|tsl/c/|tensorflow/core/platform/ctstring|tsl/platform/ctstring).*\\.h))$")
with zipfile.ZipFile(sys.argv[1]) as archive:
    for member in archive.infolist():
        match = wanted.match(member.filename)
        if match is None:
            continue
        path = os.path.join(sys.argv[2], *(("lib", match[1]) if match[1] else ("include", match[2])))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out, archive.open(member) as source:
            while block := source.read(1 << 20):
                out.write(block)
`;

const cache = join(
  process.env.COLLIMATE_CACHE ??
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "collimate"),
  `tfjs-node-${version}-${process.platform}-${process.arch}`,
);

try {
  await setUp();
} catch (error) {
  console.error(`Native TensorFlow is not set up: ${error.message}`);
  process.exitCode = 1;
}

async function setUp() {
  const start = Date.now();
  installPackage();
  if (loads()) return say("Native TensorFlow is ready.");
  if (!existsSync(join(cache, "lib"))) await build();
  linkCache();
  const fault = loadFault();
  if (fault !== null) {
    rmSync(cache, { recursive: true, force: true });
    throw new Error(`what was built does not load:\n${fault}`);
  }
  say(`Native TensorFlow is ready (${((Date.now() - start) / 1000).toFixed(1)} s).`);
}

/** The package without its library: npm leaves an optional one out where its install script failed. */
function installPackage() {
  const present = join(target, "package.json");
  if (existsSync(present) && JSON.parse(readFileSync(present, "utf8")).version === version) return;
  say(`npm install @tensorflow/tfjs-node@${version} …`);
  const own = process.env.npm_execpath;
  const npm = own !== undefined && /npm-cli\.c?js$/.test(own) ? [process.execPath, own] : ["npm"];
  const options = ["--no-save", "--include=dev", "--include=optional", "--ignore-scripts"];
  run([...npm, "install", ...options, "--no-audit", "--no-fund", "--loglevel=error"], {
    shell: npm.length === 1,
  });
}

async function build() {
  const isLinux = process.platform === "linux" && process.arch === "x64";
  const fromWheel = isLinux && !(await prebuiltIsReachable());
  mkdirSync(join(cache, ".."), { recursive: true });
  const work = mkdtempSync(`${cache}-`);
  try {
    if (fromWheel) await buildFromWheel(work);
    else installItsOwnWay(work);
    rmSync(cache, { recursive: true, force: true });
    renameSync(work, cache);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Whether the host of the prebuilt libraries (or the mirror that its install script is told) answers. */
function prebuiltIsReachable() {
  if (process.env.TFJS_NODE_CDN_STORAGE ?? process.env.TFJS_NODE_BASE_URI) return true;
  const { binary } = JSON.parse(readFileSync(join(target, "package.json"), "utf8"));
  return new Promise((done) => {
    const asked = request(binary.host, { method: "HEAD", timeout: 1000 * secondsToReach });
    asked.once("response", (response) => done(response.resume().statusCode < 500));
    asked.once("timeout", () => asked.destroy(new Error("no answer")));
    asked.once("error", () => done(false));
    asked.end();
  });
}

/** Runs the install script of the package, as npm would. */
function installItsOwnWay(work) {
  say("Fetching the prebuilt library of @tensorflow/tfjs-node …");
  const path = `${join(modules, ".bin")}${delimiter}${process.env.PATH ?? ""}`;
  for (const folder of ["deps", "lib"])
    rmSync(join(target, folder), { recursive: true, force: true });
  run([process.execPath, "scripts/install.js"], {
    cwd: target,
    env: { ...process.env, PATH: path },
  });
  for (const folder of ["deps", "lib"]) {
    // Windows keeps the library beside the module and needs no second folder.
    if (!existsSync(join(target, folder))) continue;
    cpSync(join(target, folder), join(work, folder), { recursive: true });
  }
}

async function buildFromWheel(work) {
  const python = findProgram("python3");
  const compiler = findProgram("g++", "c++");
  if (python === null || compiler === null) {
    throw new Error("it needs Python 3 with pip and g++ (Debian: python3-pip, g++).");
  }
  const download = mkdtempSync(join(work, "wheel-"));
  say(`pip download ${wheel.requirement} (207 MB) …`);
  run([
    ...[python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"],
    ...["--no-deps", "--only-binary=:all:", "--no-cache-dir"],
    ...["--implementation", "cp", "--python-version", wheel.python],
    ...wheel.platforms.flatMap((platform) => ["--platform", platform]),
    ...[wheel.requirement, "-d", download],
  ]);
  const file = join(download, readdirSync(download)[0]);
  const found = await sha256(file);
  if (found !== wheel.sha256) {
    throw new Error(
      `the checksum of ${wheel.requirement} is ${found}, not ${wheel.sha256}: refused.`,
    );
  }
  say("Unpacking …");
  run([python, "-c", unpack, file, join(work, "deps")]);
  rmSync(download, { recursive: true });
  const library = join(work, "deps", "lib");
  const strip = findProgram("strip");
  if (strip !== null) {
    run([strip, "--strip-unneeded", ...readdirSync(library).map((name) => join(library, name))]);
  }
  say("Compiling the binding …");
  const binding = join(work, "lib", napiFolder);
  mkdirSync(binding, { recursive: true });
  run([
    ...[compiler, "-O2", "-shared", "-fPIC", "-std=c++17"],
    ...["-DNAPI_VERSION=8", "-DBUILDING_NODE_EXTENSION"],
    `-I${join(modules, "node-api-headers", "include")}`,
    `-I${join(work, "deps", "include")}`,
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(target, "binding", name)),
    `-L${library}`,
    ...["-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"],
    ...["-Wl,-rpath,$ORIGIN/../../deps/lib", "-o", join(binding, "tfjs_binding.node")],
  ]);
}

/** The library lies in the cache folder, so that a fresh clone need not build it again. */
function linkCache() {
  for (const folder of ["deps", "lib"]) {
    const place = join(target, folder);
    rmSync(place, { recursive: true, force: true });
    if (!existsSync(join(cache, folder))) continue;
    if (process.platform === "win32") cpSync(join(cache, folder), place, { recursive: true });
    else symlinkSync(join(cache, folder), place);
  }
}

function loads() {
  return loadFault() === null;
}

/** Loads the binding in a process of its own; says what went wrong, or null. */
function loadFault() {
  const library = join(target, "lib");
  const folders = existsSync(library) ? readdirSync(library) : [];
  const file = folders
    .map((name) => join(library, name, "tfjs_binding.node"))
    .find((path) => existsSync(path));
  if (file === undefined) return "there is no tfjs_binding.node";
  const result = spawnSync(process.execPath, ["-e", `require(${JSON.stringify(file)})`], {
    encoding: "utf8",
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3" },
  });
  return result.status === 0 ? null : result.stderr.trim().split("\n").slice(-6).join("\n");
}

function sha256(file) {
  return new Promise((done, failed) => {
    const hash = createHash("sha256");
    createReadStream(file)
      .on("data", (block) => hash.update(block))
      .on("end", () => done(hash.digest("hex")))
      .on("error", failed);
  });
}

function run([program, ...args], options) {
  const result = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 28,
    ...options,
  });
  if (result.status === 0) return;
  const output = `${result.stdout ?? ""}${result.stderr ?? ""}`.trim().split("\n").slice(-12);
  throw new Error(
    `${program} failed${result.error ? `: ${result.error.message}` : ""}.\n${output.join("\n")}`,
  );
}

function say(text) {
  console.log(text);
}
