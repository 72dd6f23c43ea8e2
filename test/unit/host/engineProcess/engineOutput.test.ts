import { describe, expect, it } from "vitest";
import { LineSplitter, readEngineLine } from "../../../../src/host/engineProcess/engineOutput.js";

describe("readEngineLine", () => {
  it("tells progress, errors and other text apart", () => {
    expect(readEngineLine('{"fraction":0.4,"phase":"Coding"}')).toEqual({
      kind: "progress",
      progress: { fraction: 0.4, phase: "Coding" },
    });
    expect(readEngineLine('{"error":"No such file: x"}')).toEqual({
      kind: "error",
      message: "No such file: x",
    });
    for (const text of ["plain", "{half a document", '{"other":1}', "null"]) {
      expect(readEngineLine(text)).toEqual({ kind: "text", text });
    }
  });
});

describe("LineSplitter", () => {
  it("gives the same lines however the text is cut", () => {
    const text = "one\ntwo\r\n\nthree";
    for (let cut = 0; cut <= text.length; cut++) {
      const lines: string[] = [];
      const splitter = new LineSplitter((line) => lines.push(line));
      splitter.push(text.slice(0, cut));
      splitter.push(text.slice(cut));
      splitter.end();
      expect(lines).toEqual(["one", "two", "three"]);
    }
  });
});
