const terms = 32;
const length = Math.sqrt(terms / Math.SQRT2);
const coefficients = seriesCoefficients();

/**
 * Real part of the Faddeeva function w(z) = exp(−z²) erfc(−iz) for z = x + iy with y ≥ 0, to about 12 digits.
 * J. A. C. Weideman, SIAM J. Numer. Anal. 31 (1994) 1497, equation 38, with 32 terms.
 */
export function faddeevaReal(x: number, y: number): number {
  // Z = (L + iz)/(L − iz) with iz = −y + ix.
  const [above, below] = [length - y, length + y];
  const norm = below * below + x * x;
  const zReal = (above * below - x * x) / norm;
  const zImaginary = (x * below + x * above) / norm;
  let real = 0;
  let imaginary = 0;
  for (let n = terms - 1; n >= 0; n--) {
    const next = real * zReal - imaginary * zImaginary + coefficients[n];
    imaginary = real * zImaginary + imaginary * zReal;
    real = next;
  }
  // 2 p/(L − iz)² + 1/(√π (L − iz)), with 1/(L − iz) = (L + y + ix)/norm.
  const inverseReal = below / norm;
  const inverseImaginary = x / norm;
  const squareReal = inverseReal * inverseReal - inverseImaginary * inverseImaginary;
  const squareImaginary = 2 * inverseReal * inverseImaginary;
  return 2 * (real * squareReal - imaginary * squareImaginary) + inverseReal / Math.sqrt(Math.PI);
}

/** Fourier coefficients of exp(−t²)(L² + t²) with t = L tan(θ/2), the n-th in place n − 1. */
function seriesCoefficients(): Float64Array {
  const points = 4 * terms;
  const result = new Float64Array(terms);
  for (let k = 1 - points / 2; k < points / 2; k++) {
    const angle = (2 * Math.PI * k) / points;
    const t = length * Math.tan(angle / 2);
    const value = Math.exp(-t * t) * (length * length + t * t);
    for (let n = 1; n <= terms; n++) result[n - 1] += (value * Math.cos(n * angle)) / points;
  }
  return result;
}
