import type { Config, LatentModelConfig } from "./config.js";
import type { ConfigText, Finding } from "./configText.js";
import { arrayBlock, blockCount } from "./models/arrayBlock.js";
import { latentsOf } from "./models/modelSizes.js";

/** A network has no more inputs. */
const mostInputs = 65536;
/** Fewer rows teach nothing. */
const fewestBlocks = 16;

/**
 * Finds what a config says about a model with latents that does not fit arrays of this shape.
 * @param arrays how many of them the network sees
 */
export function blockFindings(
  { model }: Config,
  read: ConfigText,
  shape: readonly number[],
  arrays: number,
): Finding[] {
  if (model.type === "masked" || arrays === 0) return [];
  const find = (key: "block" | "latent", code: Finding["code"], message: string): Finding[] => {
    const path = ["model", key];
    return [{ path: read.has(path) ? path : ["model", "type"], at: "value", code, message }];
  };
  const whole = `arrays of ${shape.join(" x ")}`;
  if (model.block !== undefined && model.block.length !== shape.length) {
    const lengths = `${model.block.length} lengths`;
    return find(
      "block",
      "blockNotFitting",
      `"block" has ${lengths}, but the input holds ${whole}: give it ${shape.length}.`,
    );
  }
  const block = arrayBlock(model, shape);
  const text = block.join(" x ");
  const values = block.reduce((product, length) => product * length, arrays);
  if (values > mostInputs) {
    const message = `Blocks of ${text} of ${arrays} arrays are ${values} values, more than the ${mostInputs} that a network sees: make "block" smaller.`;
    return find("block", "blockNotFitting", message);
  }
  if (isConvolutional(model) && block.filter((length) => length > 1).length > 3) {
    const message = `"${model.type}" convolves along three axes at most, but blocks of ${text} have four: set one length of "block" to 1.`;
    return find("block", "blockNotFitting", message);
  }
  const blocks = blockCount(shape, block);
  if (blocks < fewestBlocks) {
    const message =
      `The ${whole} make only ${blocks} ${blocks === 1 ? "block" : "blocks"} of ${text}, and ${fewestBlocks} at least are needed to learn from: ` +
      'make "block" smaller, or use "model": { "type": "masked" }.';
    return find("block", "blockNotFitting", message);
  }
  const latent = latentsOf(model, values);
  if (latent < values) return [];
  const message = `"latent" is ${latent}, but a block of ${text} has ${values} ${values === 1 ? "value" : "values"}: it must be less.`;
  return find("latent", "latentTooLarge", message);
}

function isConvolutional(model: LatentModelConfig): boolean {
  return "kernelSize" in model;
}
