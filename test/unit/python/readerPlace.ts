import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { numpyPython } from "./numpyEnvironments.js";

/** Where the Python reader is tried. */
export interface ReaderPlace {
  /** The interpreter. */
  readonly python: string;
  /** For files that are read. */
  readonly folder: string;
}

/** A Python interpreter with this numpy and a folder of its own, there while the tests of a `describe` run. */
export function readerPlace(requirement: string): ReaderPlace {
  const place = { python: "", folder: "" };
  beforeAll(() => {
    place.python = numpyPython(requirement);
    place.folder = mkdtempSync(join(tmpdir(), "collimate-reader-"));
  });
  afterAll(() => {
    if (place.folder !== "") rmSync(place.folder, { recursive: true });
  });
  return place;
}
