import { describe, expect, it } from "vitest";
import { pythonAssignments } from "../../../../src/config/baler/pythonAssignments.js";

const valueOf = (right: string): unknown => pythonAssignments(`c.key = ${right}`)[0]?.value;

describe("pythonAssignments", () => {
  it.each<[string, unknown]>([
    ["512", 512],
    ["-1_000", -1000],
    ["1e-3", 0.001],
    [".5", 0.5],
    ["2.", 2],
    ["True", true],
    ["None", null],
    ["'a' \"b\"", "ab"],
    ['"C:\\\\data\\n" # "more"', "C:\\data\n"],
    ['r"C:\\data"', "C:\\data"],
    ['"""two\nlines"""', "two\nlines"],
    ['"AE"#"other"', "AE"],
    ["(1, 25)", [1, 25]],
    ["(3)", 3],
    ["(3,)", [3]],
    ["[]", []],
    ["[1,\n  [2, 'x'],  # a comment, with a ]\n]", [1, [2, "x"]]],
    ["{'a': 1, \"b\": {}}", { a: 1, b: {} }],
    ["1; c.other = 2", 1],
    ["1 + \\\n 1", undefined],
    ["2 * 3", undefined],
    ["1 if x else 2", undefined],
    ['os.path.join("a", "b")', undefined],
    ['f"{name}.npz"', undefined],
    ["[1 2]", undefined],
    ["[1,", undefined],
    ["0x10", undefined],
    ["{1, 2}", undefined],
  ])("reads %s", (right, value) => {
    expect(valueOf(right)).toEqual(value);
  });

  it("finds every assignment with its line, and nothing in comments, strings and comparisons", () => {
    const text = [
      '"""c.not_me = 1',
      'c.nor_me = 2"""',
      "def set_config(c):\r",
      "    # c.commented = 3",
      "    c.first: int = 4\r",
      "    c.second = [",
      "        5,",
      "    ]",
      "    print('c.quoted = 6')",
      "    c.same == 7",
      "    c.third = 'it\\'s'; c.fourth = None",
    ].join("\n");
    const found = pythonAssignments(text).map(({ name, line, value }) => [name, line, value]);
    expect(found).toEqual([
      ["first", 5, 4],
      ["second", 6, [5]],
      ["third", 11, "it's"],
      ["fourth", 11, null],
    ]);
  });

  it("keeps the text of what it does not compute", () => {
    expect(pythonAssignments("c.path = join('a', name)  # here")).toEqual([
      { name: "path", line: 1, text: "join('a', name)" },
    ]);
  });

  it("gives up on literals that are nested without end", () => {
    expect(valueOf("[".repeat(10_000) + "]".repeat(10_000))).toBeUndefined();
  });
});
