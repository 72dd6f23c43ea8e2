import { fileURLToPath } from "node:url";

/** The program that runs: everything is bundled into one file, the command line, so that this module is it. */
export const program = fileURLToPath(import.meta.url);
