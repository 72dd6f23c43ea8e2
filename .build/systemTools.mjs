import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Path of the first of `names` that the search path has; null where none is there. */
export function findProgram(...names) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      for (const file of process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name]) {
        try {
          accessSync(join(folder, file), constants.X_OK);
          return join(folder, file);
        } catch {
          continue;
        }
      }
    }
  }
  return null;
}

/** The browser that the workbench tests drive: the one in the variable CHROMIUM, or what the machine has. */
export const findBrowser = () =>
  process.env.CHROMIUM ??
  findProgram("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

/** What the tests need beside Node and the npm packages. */
export const systemTools = [
  {
    name: "Chromium",
    debianPackage: "chromium",
    reason: "drives the workbench (or name a browser in the variable CHROMIUM)",
    find: findBrowser,
  },
  {
    name: "Python 3",
    debianPackage: "python3",
    reason: "compiles native parts of the workbench",
    find: () => findProgram("python3"),
  },
  {
    name: "pip",
    debianPackage: "python3-pip",
    reason: "fetches TensorFlow, the judge of the parity tests",
    find: () => findProgram("pip3", "pip"),
  },
  {
    name: "make",
    debianPackage: "make",
    reason: "compiles native parts of the workbench",
    find: () => findProgram("make"),
  },
  {
    name: "g++",
    debianPackage: "g++",
    reason: "compiles native parts of the workbench",
    find: () => findProgram("g++"),
  },
];
