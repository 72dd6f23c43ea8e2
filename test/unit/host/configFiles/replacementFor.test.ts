import { describe, expect, it } from "vitest";
import { replacementFor } from "../../../../src/host/configFiles/replacementFor.js";

describe("replacementFor", () => {
  it("keeps names and texts in quotation marks, and numbers out of them", () => {
    expect(replacementFor('"epoch"', "epochs")).toBe('"epochs"');
    expect(replacementFor('"12"', "12")).toBe('"12"');
    expect(replacementFor("5000000", "2000")).toBe("2000");
    expect(replacementFor("true", "exact")).toBe('"exact"');
    expect(replacementFor('"a"', 'quote " inside')).toBe('"quote \\" inside"');
  });
});
