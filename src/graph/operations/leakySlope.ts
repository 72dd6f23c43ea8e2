import { madeBy, splatOf, type Graph, type GraphValue } from "../graph.js";
import { binary, scaledBy } from "./arithmetic.js";

/** LeakyReLU with the given slope for negative inputs. */
export function leakyRelu(graph: Graph, x: GraphValue, slope: number): GraphValue {
  return graph.node("LeakyRelu", [x], x.shape, x.type, { alpha: { float: slope } });
}

/** Makes every float32 that is not zero or denormal larger than one. */
const large = 1e38;
/** A power of two, so that it changes no digit: activations closer to zero than its inverse may get a slope in between. */
const lift = 2 ** 64;

/**
 * The gradient of LeakyReLU, where(x > 0, dy, slope * dy), as dy * clip(large * y, slope, 1): onnxruntime's Where and
 * comparisons are several times slower than products. Where dy is a product of matrices, which can be multiplied by
 * `lift` at no cost, it is (lift dy) * clip(y, slope / lift, 1 / lift). y = LeakyReLU(x), which has the sign of x, is
 * taken where it is at hand, so that x need not be kept. Undefined where the operands are no such gradient.
 */
export function leakyReluGradient(
  graph: Graph,
  condition: GraphValue,
  whenTrue: GraphValue,
  whenFalse: GraphValue,
): GraphValue | undefined {
  const comparison = madeBy(condition, "Greater");
  const slope = factorBetween(whenTrue, whenFalse);
  if (comparison === undefined || slope === undefined || !(slope > 0 && slope < 1))
    return undefined;
  const [x, zero] = comparison.inputs;
  if (splatOf(zero) !== 0) return undefined;
  const sign = leakyRelu(graph, x, slope);
  const product = madeBy(whenTrue, "Gemm");
  if (product !== undefined && product.attributes.alpha === undefined) {
    const attributes = { ...product.attributes, alpha: { float: lift } };
    const lifted = graph.node("Gemm", product.inputs, whenTrue.shape, "float", attributes);
    const bounds = [graph.splat(slope / lift), graph.splat(1 / lift)];
    return binary(graph, "Mul", lifted, graph.node("Clip", [sign, ...bounds], x.shape, "float"));
  }
  const mask = graph.node(
    "Clip",
    [binary(graph, "Mul", sign, graph.splat(large)), graph.splat(slope), graph.splat(1)],
    x.shape,
    "float",
  );
  return binary(graph, "Mul", whenTrue, mask);
}

/** The constant c where `to` = c `from`. Factors of chained products have been merged. */
function factorBetween(from: GraphValue, to: GraphValue): number | undefined {
  const scaled = scaledBy(to);
  if (scaled === undefined) return undefined;
  if (scaled.operand === from) return scaled.factor;
  const before = scaledBy(from);
  return before?.operand === scaled.operand ? scaled.factor / before.factor : undefined;
}
