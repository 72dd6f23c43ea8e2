import { describe, expect, it } from "vitest";
import { columnOptions, matchesPattern } from "../../../src/config/columnOptions.js";
import type { Config } from "../../../src/config/config.js";
import { parseConfig } from "../../../src/config/parseConfig.js";
import { resolveBound } from "../../../src/config/resolveBound.js";
import { seededRandom } from "../../support/seededRandom.js";

function configWith(rest: object): Config {
  return parseConfig(JSON.stringify({ input: "a.npz", ...rest })).config!;
}

describe("columnOptions", () => {
  const config = configWith({
    columns: {
      "jet 1 pt": { unit: "GeV" },
      "*": { unit: "cm", sentinels: [-999] },
      "*pt": { unit: "MeV", as: "pt" },
      "jet ? pt": { bound: "none" },
    },
  });

  it("merges all that match: later patterns over earlier, the exact name over all", () => {
    expect(columnOptions(config, "jet 1 pt")).toEqual({
      unit: "GeV",
      sentinels: [-999],
      as: "pt",
      bound: "none",
    });
    expect(columnOptions(config, "jet 12 pt")).toEqual({
      unit: "MeV",
      sentinels: [-999],
      as: "pt",
    });
    expect(columnOptions(config, "eta")).toEqual({ unit: "cm", sentinels: [-999] });
  });
});

describe("matchesPattern", () => {
  it.each([
    ["*fPt", "a.b.fPt", true],
    ["*fPt", "fPt", true],
    ["fPt", "fpt", false],
    ["?", "", false],
    ["*", "", true],
    ["a*b*c", "aXbYbZc", true],
    ["a*b*c", "aXbYbZ", false],
    ["a.c", "abc", false],
    ["[ab]", "a", false],
  ])("%s on %s is %s", (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected);
  });

  it("agrees with a regular expression", () => {
    const random = seededRandom(2);
    const word = (letters: string, length: number): string =>
      Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join("");
    for (let i = 0; i < 5000; i++) {
      const pattern = word("ab*?", Math.floor(random() * 7));
      const name = word("ab", Math.floor(random() * 8));
      const judge = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
      expect([pattern, name, matchesPattern(pattern, name)]).toEqual([
        pattern,
        name,
        judge.test(name),
      ]);
    }
  });

  it("does not take for ever on names that almost match", () => {
    expect(matchesPattern(`${"*a".repeat(30)}b`, "a".repeat(5000))).toBe(false);
  });
});

describe("resolveBound", () => {
  const config = configWith({ bound: { range: 0.01 } });
  it.each([
    [{}, "float32", { range: 0.01 }],
    [{}, "float64", { range: 0.01 }],
    [{}, "int32", "exact"],
    [{}, "uint64", "exact"],
    [{}, "bool", "exact"],
    [{ bound: { absolute: 2 } }, "int32", { absolute: 2 }],
    [{ bound: { absolute: 2 } }, "float32", { absolute: 2 }],
    [{ bound: { absolute: 2 } }, "bool", "exact"],
    [{ bound: "none" }, "float32", "none"],
  ] as const)("%j of %s is %j", (options, type, expected) => {
    expect(resolveBound(config, options, type)).toEqual(expected);
  });
});
