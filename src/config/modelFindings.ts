import type { Config, LatentModelConfig } from "./config.js";
import type { ConfigText, Finding } from "./configText.js";
import { targetFindings } from "./targetFindings.js";

/** Finds what a config says about its model that has no effect or cannot work, whatever the data. */
export function modelFindings(config: Config, read: ConfigText): Finding[] {
  const { model } = config;
  if (model.type === "masked") return [];
  return [
    ...ofOtherChoices(model, read),
    ...ofHiddenLayers(model, read),
    ...ofBatches(config),
    ...targetFindings(model),
  ];
}

function finding(key: string, at: "key" | "value", message: string): Finding {
  return { path: ["model", key], at, code: "noEffect", message };
}

/** Keys that only count together with a value of another. */
function ofOtherChoices(model: LatentModelConfig, read: ConfigText): Finding[] {
  const findings: Finding[] = [];
  const unless = (key: string, other: string, counts: boolean, needed: string): void => {
    if (counts || !read.has(["model", key])) return;
    const message = `"${key}" has no effect here: it needs "${other}" ${needed}.`;
    findings.push(finding(key, "key", message));
  };
  if (model.type === "sparse") {
    unless("sparsityTarget", "sparsity", model.sparsity === "kl", 'to be "kl"');
  }
  if ("klWeight" in model) {
    unless("klWarmUp", "klWeight", model.klWeight > 0, "above 0");
    unless("freeBits", "klWeight", model.klWeight > 0, "above 0");
  }
  if ("adversary" in model) {
    const slopes = model.adversary === "wasserstein";
    unless("gradientPenalty", "adversary", slopes, 'to be "wasserstein"');
  }
  if ("priorWeight" in model) {
    for (const key of ["kernel", "scales", "projections", "slices", "discriminatorRate"]) {
      unless(key, "priorWeight", model.priorWeight > 0, "above 0");
    }
  }
  if (model.type === "jointVariational" && model.discreteCapacity !== undefined) {
    const most = model.categories.reduce((nats, classes) => nats + Math.log(classes), 0);
    if (model.discreteCapacity > most + 1e-9) {
      const message = `"discreteCapacity" is ${model.discreteCapacity} nats, but "categories" can carry ${most.toFixed(2)} at most.`;
      findings.push({ ...finding("discreteCapacity", "value", message), code: "outOfRange" });
    }
  }
  return findings;
}

/** Keys that are about hidden layers where there are none. */
function ofHiddenLayers(model: LatentModelConfig, read: ConfigText): Finding[] {
  if (!("hidden" in model) || model.hidden.length > 0) return [];
  return (["batchNormalization", "dropout", "skip", "heads"] as const).flatMap((key) => {
    const asked = key === "heads" ? model.heads > 1 : Boolean(model[key]);
    if (!asked || !read.has(["model", key])) return [];
    return [
      finding(key, "key", `"${key}" has no effect without hidden layers: "hidden" is empty.`),
    ];
  });
}

/** Statistics over a batch need rows: every part of it that a thread takes must have two. */
function ofBatches({ model, training }: Config): Finding[] {
  const { batchSize } = training;
  const why = normalizesBatches(model)
    ? '"batchNormalization" takes means over its rows'
    : model.type === "wasserstein" || model.type === "slicedWasserstein"
      ? `a "${model.type}" model compares its rows with a distribution`
      : null;
  if (why === null || batchSize >= smallestBatch) return [];
  const message = `"batchSize" is ${batchSize}, but ${why}: use ${smallestBatch} at least.`;
  return [{ path: ["training", "batchSize"], at: "value", code: "outOfRange", message }];
}

const smallestBatch = 8;

/** Convolutions do unless they are told not to (or see arrays). */
function normalizesBatches(model: Config["model"]): boolean {
  if ("kernelSize" in model) return model.batchNormalization ?? true;
  return "batchNormalization" in model && model.batchNormalization;
}
