import type { RunRecord } from "../src/protocol/runRecord.js";
import { formatCount } from "./charts/numberFormat.js";
import { t } from "./localize.js";

/** What a model is, in a few words. */
export function modelText(model: NonNullable<RunRecord["model"]>): string {
  const { type, latent, networks, parameters } = model;
  if (networks === undefined) return t("{0}, {1} latents", type, formatCount(latent));
  return t(
    "masked autoencoder, {0} networks, {1} weights",
    formatCount(networks),
    formatCount(parameters),
  );
}

/** What the loss of a run is. */
export function lossTitle({ model }: RunRecord): string {
  return model?.networks === undefined ? t("loss") : t("bits per row");
}
