import { basename } from "node:path";

const suffix = ".collimate.json";

/** Which documents are configs, for providers and watchers. */
export const configSelector = { scheme: "file", pattern: `**/*${suffix}` } as const;
export const configGlob = `**/*${suffix}`;

/** Whether a file is a config by its name. */
export function isConfigFile(path: string): boolean {
  return path.endsWith(suffix) && basename(path) !== suffix;
}
