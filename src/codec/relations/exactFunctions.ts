const log2e = 1.4426950408889634;
const ln2 = 0.6931471805599453;
const quarterTurn = 1.5707963267948966;
/** Larger arguments give the value at this one, so that nothing overflows. */
const largestExponent = 700;
/** Angles beyond this count as 0. */
const largestAngle = 2 ** 20;

/** 1 / n! for n = 0 ... 15, each the nearest float64 of the division. */
const inverseFactorials = makeInverseFactorials();

/**
 * Exponential, hyperbolic and circular functions by one sequence of + - x / floor, so that every machine gets the same
 * bits (libraries differ in the last ones). Good to about 1e-15 for arguments of usual size. FORMAT.md has the sequences.
 */
export function exactExp(x: number): number {
  const kept = x < -largestExponent ? -largestExponent : x > largestExponent ? largestExponent : x;
  const powers = Math.floor(kept * log2e + 0.5);
  const rest = (kept * log2e - powers) * ln2;
  let sum = inverseFactorials[13];
  for (let n = 12; n >= 0; n--) sum = sum * rest + inverseFactorials[n];
  return sum * 2 ** powers;
}

export function exactCosh(x: number): number {
  const e = exactExp(x);
  return (e + 1 / e) * 0.5;
}

export function exactSinh(x: number): number {
  const e = exactExp(x);
  return (e - 1 / e) * 0.5;
}

export function exactCos(x: number): number {
  return circular(x, 1);
}

export function exactSin(x: number): number {
  return circular(x, 0);
}

/** The sine of x + `turns` quarter turns. */
function circular(x: number, turns: number): number {
  const kept = Math.abs(x) <= largestAngle ? x : 0;
  const quarters = Math.floor(kept / quarterTurn + 0.5);
  const rest = kept - quarters * quarterTurn;
  const square = rest * rest;
  const phase = (((quarters + turns) % 4) + 4) % 4;
  let sum: number;
  if (phase % 2 === 0) {
    sum = inverseFactorials[15];
    for (let n = 13; n >= 1; n -= 2) sum = inverseFactorials[n] - sum * square;
    sum *= rest;
  } else {
    sum = inverseFactorials[14];
    for (let n = 12; n >= 0; n -= 2) sum = inverseFactorials[n] - sum * square;
  }
  return phase >= 2 ? -sum : sum;
}

function makeInverseFactorials(): Float64Array {
  const out = new Float64Array(16);
  let factorial = 1;
  for (let n = 0; n < out.length; n++) {
    if (n > 0) factorial *= n;
    out[n] = 1 / factorial;
  }
  return out;
}
