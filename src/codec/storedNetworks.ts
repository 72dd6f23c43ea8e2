import type { ByteReader } from "./byteReader.js";
import type { ByteWriter } from "./byteWriter.js";
import { BinCoder } from "./entropy/binCoding.js";
import { readBinTable, writeBinTable } from "./entropy/binTableCoding.js";
import type { BitReader } from "./entropy/bitReader.js";
import type { BitWriter } from "./entropy/bitWriter.js";
import { laneCount, readStreams, writeStreams } from "./entropy/codedStreams.js";
import { fitBins } from "./entropy/fitBins.js";
import {
  activationBits,
  sumsStayExact,
  type FixedPointLayer,
  type FixedPointNetwork,
} from "./fixedPointNetwork.js";

/** Inputs and outputs of a layer. */
export interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * Codes networks: the weights of all first layers, of all second layers, and so on, then all biases, on the grid of
 * the weights. Their tables go to `tables` now.
 * @returns appends the coded numbers
 */
export function prepareNetworks(
  networks: readonly FixedPointNetwork[],
  weightBits: number,
  tables: BitWriter,
): (out: ByteWriter) => void {
  const streams = pooled(networks, weightBits).map((values) => {
    const { table } = fitBins(values);
    writeBinTable(table, tables);
    return { coder: new BinCoder(table), values, atomOf: null };
  });
  const total = sum(streams.map(({ values }) => values.length));
  return (out) => {
    writeStreams(streams, laneCount(total), out);
  };
}

/**
 * Reads what `prepareNetworks` wrote.
 * @param shapes layers of each network; null comes back for those without
 * @param mostWeights more are not read
 * @throws FileFormatError where the bytes hold no such networks, or one whose sums could be inexact
 */
export function readNetworks(
  shapes: readonly (readonly LayerShape[])[],
  weightBits: number,
  mostWeights: number,
  tables: BitReader,
  reader: ByteReader,
): (FixedPointNetwork | null)[] {
  const depths = shapes.reduce((most, layers) => Math.max(most, layers.length), 0);
  const counts = Array.from({ length: depths }, (_, depth) =>
    sum(shapes.map((layers) => (layers[depth]?.inputs ?? 0) * (layers[depth]?.outputs ?? 0))),
  );
  const biasCount = sum(shapes.flatMap((layers) => layers.map(({ outputs }) => outputs)));
  if (sum(counts) + biasCount > mostWeights) reader.fail("the layers are too large");
  const plans = [...counts, biasCount].map((rows) => ({ table: readBinTable(tables, 0), rows }));
  const streams = readStreams(plans, reader).map(({ values }) => values);
  const used = streams.map(() => 0);
  const take = (stream: number, count: number): Float64Array =>
    streams[stream].subarray(used[stream], (used[stream] += count));
  const biasUnit = 2 ** (activationBits - weightBits);
  return shapes.map((layers) => {
    if (layers.length === 0) return null;
    const network: FixedPointNetwork = {
      weightBits,
      layers: layers.map((layer, depth): FixedPointLayer => ({
        ...layer,
        weights: take(depth, layer.inputs * layer.outputs),
        bias: take(depths, layer.outputs).map((bias) => bias * biasUnit),
        activation: depth + 1 < layers.length ? "leakyRelu" : "linear",
      })),
    };
    if (!sumsStayExact(network)) reader.fail("the weights are too large for exact sums");
    return network;
  });
}

function pooled(networks: readonly FixedPointNetwork[], weightBits: number): Float64Array[] {
  const depths = networks.reduce((most, { layers }) => Math.max(most, layers.length), 0);
  const weights = Array.from({ length: depths }, (_, depth) =>
    joined(networks.flatMap(({ layers }) => layers.slice(depth, depth + 1).map((l) => l.weights))),
  );
  const unit = 2 ** (activationBits - weightBits);
  const biases = joined(networks.flatMap(({ layers }) => layers.map(({ bias }) => bias)));
  return [...weights, biases.map((bias) => bias / unit)];
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(sum(parts.map(({ length }) => length)));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
