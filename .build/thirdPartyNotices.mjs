import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runtimeFiles } from "./copyRuntime.mjs";

/**
 * Names, versions and licence texts of all packages that are delivered.
 * @param inputs paths of the bundled files, relative to `root`
 */
export function thirdPartyNotices(root, inputs) {
  const bundled = inputs.map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[0]);
  const copied = Object.keys(runtimeFiles()).map((name) => `node_modules/${name}/`);
  const folders = [...new Set([...bundled, ...copied])].filter((folder) => folder !== undefined);
  return folders
    .sort()
    .map((folder) => notice(join(root, folder)))
    .join("\n");
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [`${name} ${version} (${license})`, ...texts, "-".repeat(80)].join("\n\n");
}
