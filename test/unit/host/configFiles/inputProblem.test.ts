import { describe, expect, it, vi } from "vitest";
import { inputProblem } from "../../../../src/host/configFiles/inputProblem.js";

vi.mock("vscode", () => import("../../../support/vscodeText.js"));

describe("inputProblem", () => {
  const text = '{\n  // data\n  "input": "jest.npz",\n}';

  it("stands on the value of input", () => {
    const problem = inputProblem(text, "jest.npz", { kind: "missing" });
    expect(problem).toMatchObject({ line: 3, column: 12, endLine: 3, endColumn: 22 });
    expect(problem.severity).toBe("error");
    expect(problem.message).toContain("There is no file jest.npz");
  });

  it("says why a file cannot be read", () => {
    const problem = inputProblem(text, "jest.npz", { kind: "unreadable", message: "not a zip" });
    expect(problem.message).toBe("not a zip");
  });
});
