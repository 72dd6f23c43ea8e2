import { describe, expect, it } from "vitest";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import { FileFormatError } from "../../../src/errors.js";
import { plantedModel, plantedTable } from "./models.js";
import { rewriteHeader } from "./rewriteMembers.js";
import { compress } from "./tables.js";

describe("a header is refused", () => {
  it("where the steps of a fixed-point decoder's latents are no whole numbers", async () => {
    const table = plantedTable(3000, 0.02, 30);
    const options = { model: plantedModel(table), networks: javascriptNetworks };
    const file = await compress(table, { range: 1e-3 }, options);
    const steps = /"latentSteps":\[\d+/;
    const same = await rewriteHeader(file, steps, "$&");
    expect((await openCompressed(same)).header.model?.type).toBe("dense");
    const other = await rewriteHeader(file, steps, "$&.5");
    await expect(openCompressed(other)).rejects.toThrow(FileFormatError);
    await expect(openCompressed(other)).rejects.toThrow(/step of a latent/);
  });
});
