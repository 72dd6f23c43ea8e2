import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const directions = JSON.parse(
  readFileSync(join(root, "test/tools/importDirections.json"), "utf8"),
) as {
  readonly rooms: Readonly<Record<string, readonly string[]>>;
  readonly packages: Readonly<Record<string, readonly string[]>>;
  readonly withoutNode: readonly string[];
};
const mostLines = 400;

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const files: readonly SourceFile[] = ["src", "webview"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") })),
);

/** Everything that a file imports or re-exports, types included. */
function importsOf(file: SourceFile): string[] {
  const found = ts.preProcessFile(file.text, true, true).importedFiles;
  return found.map(({ fileName }) => fileName);
}

/** The most specific room that holds a path. */
function roomOf(path: string): string | undefined {
  return Object.keys(directions.rooms)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Imports of `all` that go against the table, in words. */
function violations(all: readonly SourceFile[]): string[] {
  return all.flatMap((file) =>
    importsOf(file)
      .filter((name) => !isAllowed(file.path, name))
      .map((name) => `${file.path} imports ${name}`),
  );
}

function isAllowed(path: string, name: string): boolean {
  const room = roomOf(path)!;
  if (!name.startsWith(".")) return isAllowedPackage(room, name);
  const target = posix.join(dirname(path), name.replace(/\.js$/, ".ts"));
  const targetRoom = roomOf(target);
  if (targetRoom === room) return true;
  const allowed = directions.rooms[room];
  return allowed.some((entry) => entry === targetRoom || entry === target);
}

function isAllowedPackage(room: string, name: string): boolean {
  const isNode = name.startsWith("node:") || builtinModules.includes(name);
  if (isNode) return !directions.withoutNode.includes(room);
  return Object.entries(directions.packages).every(
    ([owned, owners]) => (name !== owned && !name.startsWith(`${owned}/`)) || owners.includes(room),
  );
}

/** A way from a room back to itself; null where there is none. */
function cycle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | null {
  const done = new Set<string>();
  const visit = (room: string, way: readonly string[]): string[] | null => {
    if (way.includes(room)) return [...way.slice(way.indexOf(room)), room];
    if (done.has(room)) return null;
    for (const next of edges.get(room) ?? []) {
      const found = visit(next, [...way, room]);
      if (found !== null) return found;
    }
    done.add(room);
    return null;
  };
  for (const room of edges.keys()) {
    const found = visit(room, []);
    if (found !== null) return found;
  }
  return null;
}

describe("import directions", () => {
  it("finds the sources", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(200);
  });

  it("has a room for every file", () => {
    expect(files.filter(({ path }) => roomOf(path) === undefined)).toEqual([]);
  });

  it("holds in every file", () => {
    expect(violations(files)).toEqual([]);
  });

  it.each([
    ["src/codec/a.ts", 'import { run } from "../engine/jobs.js";'],
    ["src/codec/deep/a.ts", 'import type { Run } from "../../engine/runFolder/readRun.js";'],
    ["src/data/a.ts", 'import { readFile } from "node:fs/promises";'],
    ["src/data/a.ts", 'export { join } from "path";'],
    ["src/engine/a.ts", 'import * as vscode from "vscode";'],
    ["src/host/a.ts", 'import { trainRun } from "../engine/jobs/trainRun.js";'],
    ["src/host/a.ts", 'import { readTable } from "../data/readTable.js";'],
    ["src/host/a.ts", 'const late = await import("../codec/openCompressed.js");'],
    ["src/engine/runFolder/a.ts", 'import { trainRun } from "../jobs/trainRun.js";'],
    ["src/cli/a.ts", 'import { InferenceSession } from "onnxruntime-node";'],
    ["src/protocol/a.ts", 'import type { Config } from "../config/config.js";'],
    ["webview/a.ts", 'import { messageOf } from "../src/errors.js";'],
    ["webview/charts/a.ts", 'import { readFileSync } from "node:fs";'],
  ])("is not blind: %s with %s", (path, text) => {
    expect(violations([{ path, text }])).toHaveLength(1);
  });

  it("has no cycle between folders", () => {
    const edges = new Map<string, Set<string>>();
    for (const file of files) {
      const room = roomOf(file.path)!;
      for (const name of importsOf(file).filter((one) => one.startsWith("."))) {
        const target = roomOf(posix.join(dirname(file.path), name.replace(/\.js$/, ".ts")));
        if (target === undefined || target === room) continue;
        edges.set(room, (edges.get(room) ?? new Set()).add(target));
      }
    }
    expect(cycle(edges)).toBeNull();
    expect(
      cycle(
        new Map([
          ["a", new Set(["b"])],
          ["b", new Set(["a"])],
        ]),
      ),
    ).toEqual(["a", "b", "a"]);
  });
});

describe("files", () => {
  it(`have at most ${mostLines} lines`, () => {
    const long = files.filter(({ text }) => text.split("\n").length > mostLines + 1);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it("are no barrels", () => {
    const barrels = files.filter(({ path }) => posix.basename(path) === "index.ts");
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });

  it("are named in camelCase", () => {
    const odd = files.filter(
      ({ path }) => !/^[a-z][A-Za-z0-9]*(\.d)?\.ts$/.test(posix.basename(path)),
    );
    expect(odd.map(({ path }) => path)).toEqual([]);
  });
});
