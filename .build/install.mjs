// node .build/install.mjs [--test]: what `npm start` and `npm test` need before anything of the project can run.
// Plain Node without dependencies, because it is the first thing that runs on a clean clone.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { systemTools } from "./systemTools.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

checkNode();
if (!packagesAreInstalled()) step("npm ci", installPackages);
if (process.argv.includes("--test")) {
  installSystemTools();
  setUpTensorflow();
}

function checkNode() {
  const wanted = [20, 19];
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > wanted[0] || (major === wanted[0] && minor >= wanted[1])) return;
  fail(
    `Collimate needs Node ${wanted.join(".")} or newer; this is ${process.versions.node} (${process.execPath}).`,
    "Install a newer one (https://nodejs.org, or your package manager) and try again.",
  );
}

/** Compares the lock file with npm's own record of what lies in node_modules. */
function packagesAreInstalled() {
  const record = `${root}node_modules/.package-lock.json`;
  if (!existsSync(record)) return false;
  const { packages: wanted } = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8"));
  const { packages: present } = JSON.parse(readFileSync(record, "utf8"));
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === "" || optional || present[path]?.version === version,
  );
}

function installPackages() {
  const environment = { ONNXRUNTIME_NODE_INSTALL: "skip", ...outsideOfNpm(process.env) };
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  // What the project needs comes ready made in the packages; their scripts would only look for more on the network.
  if (environment.ONNXRUNTIME_NODE_INSTALL === "skip") args.push("--ignore-scripts");
  const own = process.env.npm_execpath;
  const npm = own !== undefined && /npm-cli\.c?js$/.test(own) ? [process.execPath, own] : ["npm"];
  run([...npm, ...args], { env: environment, shell: npm.length === 1 });
}

/** The environment without what an outer npm says about its own command: its flags are not meant for `npm ci`. */
function outsideOfNpm(environment) {
  const theirs =
    /^npm_(lifecycle|package|command)|^npm_config_(dry_run|global|json|location|loglevel|omit|production|workspaces?|include|ignore_scripts|package_lock|package_lock_only)$/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !theirs.test(name)));
}

function installSystemTools() {
  const missing = systemTools.filter((tool) => tool.find() === null);
  if (missing.length === 0) return;
  const packages = missing.map((tool) => tool.debianPackage);
  const isRoot = process.getuid?.() === 0;
  if (process.platform === "linux" && existsSync("/etc/debian_version") && isRoot) {
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    step("apt-get update", () => run(["apt-get", "update", "-qq"], { env: environment }));
    step(`apt-get install ${packages.join(" ")}`, () =>
      run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...packages], {
        env: environment,
      }),
    );
    return;
  }
  console.error(
    [
      "Some tests need programs that are not here; they will be skipped:",
      ...missing.map((tool) => `  ${tool.name}: ${tool.reason}`),
      existsSync("/etc/debian_version")
        ? `As root: apt-get install ${packages.join(" ")}`
        : "Install them with the package manager of this machine.",
    ].join("\n"),
  );
}

/** The judge of the parity tests; where it cannot be had, those tests are reported as skipped. */
function setUpTensorflow() {
  const script = fileURLToPath(new URL("setupTensorflow.mjs", import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { cwd: root, stdio: "inherit" });
  if (status !== 0) console.error("The parity tests against native TensorFlow will be skipped.");
}

/** Says what is being done, then how long it took. */
function step(name, work) {
  const start = Date.now();
  console.log(`${name} …`);
  work();
  console.log(`${name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

function run([program, ...args], options) {
  const result = spawnSync(program, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    maxBuffer: 1 << 28,
    ...options,
  });
  if (result.status === 0) return;
  const output = `${result.stdout ?? ""}${result.stderr ?? ""}`.trim();
  fail(
    output.split("\n").slice(-40).join("\n"),
    `${[program, ...args].join(" ")} failed${result.error ? `: ${result.error.message}` : ""}.`,
  );
}

function fail(...lines) {
  console.error(lines.filter((line) => line !== "").join("\n"));
  process.exit(1);
}
