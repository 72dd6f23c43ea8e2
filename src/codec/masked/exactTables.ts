/** Steps of the table of powers per factor of two: outputs of the networks are multiples of 2^-10. */
export const powerSteps = 1024;
/** What 1 is in the tables. */
export const tableUnit = 2 ** 30;
/** Steps of the logistic table per unit. */
export const logisticSteps = 64;
/** The logistic table goes from -16 to 16. */
export const logisticReach = 16 * logisticSteps;

/** 2^-n / 2^30 for n = -64 ... 63. */
const wholePowers = Float64Array.from({ length: 128 }, (_, i) => 2 ** (64 - i) / tableUnit);

/**
 * 2^-(i / 1024) in units of 2^-30 for i = 0 ... 1024, by whole-number arithmetic alone: entry i + 1 is
 * floor(entry i x 4191466 / 2^22), the last one 2^29. The factor is 2^(-1/1024) to 22 bits.
 */
export const powerTable: Float64Array = makePowerTable();

/**
 * 1 / (1 + 2^-z) in units of 2^-30 for z = -16 ... 16 in steps of 1/64: with e = 2^-|z| from the table of powers,
 * entry(|z|) = floor(2^30 / (1 + e)) and entry(-|z|) = 2^30 - entry(|z|).
 */
export const logisticTable: Float64Array = makeLogisticTable();

/** 2^-(steps / 1024) for whole `steps` from -64 to just below 64 times 1024. */
export function powerOfTwo(steps: number): number {
  return powerTable[steps & (powerSteps - 1)] * wholePowers[64 + (steps >> 10)];
}

function makePowerTable(): Float64Array {
  const table = new Float64Array(powerSteps + 1);
  table[0] = tableUnit;
  for (let i = 1; i < powerSteps; i++) {
    table[i] = Math.floor((table[i - 1] * 4191466) / 2 ** 22);
  }
  table[powerSteps] = tableUnit / 2;
  return table;
}

function makeLogisticTable(): Float64Array {
  const table = new Float64Array(2 * logisticReach + 1);
  for (let i = 0; i <= logisticReach; i++) {
    const upper = Math.floor(tableUnit / (1 + powerOfTwo((i * powerSteps) / logisticSteps)));
    table[logisticReach + i] = upper;
    table[logisticReach - i] = tableUnit - upper;
  }
  return table;
}
