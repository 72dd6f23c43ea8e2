import { join } from "node:path";

/** How an engine process is started: a plain Node runtime and the bundled command line. */
export interface EngineLocation {
  readonly runtime: string;
  readonly script: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The engine beside this extension, on the runtime that runs the extension host.
 * @param environment of the extension host; what VS Code put there for itself is left out, because a process that outlives
 * the window must not talk to it
 */
export function locateEngine(
  extensionPath: string,
  environment: NodeJS.ProcessEnv = process.env,
): EngineLocation {
  const own = Object.entries(environment).filter(
    ([name]) => !name.startsWith("VSCODE_") && name !== "NODE_OPTIONS",
  );
  return {
    runtime: process.execPath,
    script: join(extensionPath, "dist", "collimate.js"),
    // With an arena per thread glibc keeps a hundred megabytes more than are used.
    environment: { MALLOC_ARENA_MAX: "2", ...Object.fromEntries(own), ELECTRON_RUN_AS_NODE: "1" },
  };
}
