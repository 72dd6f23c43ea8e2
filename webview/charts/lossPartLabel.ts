import { t } from "../localize.js";

/** What a term of the loss is called; terms that this page does not know keep the name that the run gives them. */
export function lossPartLabel(name: string): string {
  switch (name) {
    case "reconstruction":
      return t("reconstruction");
    case "kl":
      return t("KL divergence");
    case "sparsity":
      return t("sparsity");
    case "discrepancy":
      return t("discrepancy (MMD)");
    case "slicedWasserstein":
      return t("sliced Wasserstein");
    case "deception":
      return t("encoder's adversarial");
    case "discriminator":
      return t("discriminator");
    case "gradientPenalty":
      return t("gradient penalty");
    case "continuous":
      return t("continuous capacity");
    case "discrete":
      return t("discrete capacity");
    case "totalCorrelation":
      return t("total correlation");
    case "weightL1":
      return t("L1 of weights");
    case "weightL2":
      return t("L2 of weights");
    default:
      // A target's term is named "target." and its quantity.
      return name.startsWith("target.") ? t("error of {0}", name.slice("target.".length)) : name;
  }
}
