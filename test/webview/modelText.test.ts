import { expect, it } from "vitest";
import { lossTitle, modelText } from "../../webview/modelText.js";
import { smallRun } from "./support/smallRun.js";

it("tells latents of latent models, networks and bits of entropy models", () => {
  const { record } = smallRun();
  const latent = { ...record, model: { type: "dense", parameters: 54362, latent: 4 } };
  expect(modelText(latent.model)).toBe("dense, 4 latents");
  expect(lossTitle(latent)).toBe("loss");
  const masked = {
    ...record,
    model: { type: "masked", parameters: 10664, latent: 0, networks: 8 },
  };
  expect(modelText(masked.model)).toBe("masked autoencoder, 8 networks, 10,664 weights");
  expect(lossTitle(masked)).toBe("bits per row");
});
