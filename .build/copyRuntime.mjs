import { copyFileSync, linkSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the bundles leave out, because it loads native code from beside itself: package -> the files that are needed. */
export function runtimeFiles(platform = process.platform, arch = process.arch) {
  return {
    "onnxruntime-node": [/^package\.json$/, /^dist\/[^/]+\.js$/, binaries(platform, arch)],
    "onnxruntime-common": [/^package\.json$/, /^dist\/cjs\/(package\.json|[^/]+\.js)$/],
  };
}

const binaries = (platform, arch) => new RegExp(`^bin/napi-v\\d+/${platform}/${arch}/`);

/** Puts them into the folder `target`, by hard link where the disk allows it. */
export function copyRuntime(root, target) {
  const wanted = new Set();
  for (const [name, patterns] of Object.entries(runtimeFiles())) {
    const from = join(root, "node_modules", name);
    for (const file of filesBelow(from)) {
      if (!patterns.some((pattern) => pattern.test(file))) continue;
      const copy = join(target, name, file);
      wanted.add(`${name}/${file}`);
      place(join(from, file), copy);
    }
  }
  for (const file of filesBelow(target)) if (!wanted.has(file)) rmSync(join(target, file));
}

function place(original, copy) {
  const present = statSync(copy, { throwIfNoEntry: false });
  const source = statSync(original);
  if (present?.ino === source.ino) return;
  if (present?.size === source.size && present.mtimeMs >= source.mtimeMs) return;
  mkdirSync(dirname(copy), { recursive: true });
  rmSync(copy, { force: true });
  try {
    linkSync(original, copy);
  } catch {
    copyFileSync(original, copy);
  }
}

/** Paths relative to `folder`, with forward slashes. */
export function filesBelow(folder) {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll("\\", "/"));
}
