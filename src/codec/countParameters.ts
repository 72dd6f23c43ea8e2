/** Weights and biases of a stack of layers. */
export function countParameters(
  layers: readonly { readonly weights: { length: number }; readonly bias: { length: number } }[],
): number {
  return layers.reduce((sum, { weights, bias }) => sum + weights.length + bias.length, 0);
}
