/** What a cell is by its characters, and how many significant digits it has. */
export interface ScannedNumber {
  readonly kind: "integer" | "fraction" | "other";
  readonly digits: number;
}

const scanned = { kind: "other" as ScannedNumber["kind"], digits: 0 };
const other: ScannedNumber = { kind: "other", digits: 0 };

/**
 * Looks at the characters of a number in decimal notation: [sign] digits [. digits] [e [sign] digits].
 * Only the characters are looked at: whether they stand in a sensible order, Number() tells.
 * @returns an object that the next call changes
 */
export function scanNumber(text: string): ScannedNumber {
  let digits = 0;
  let hasDigit = false;
  let isInteger = true;
  let inExponent = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      hasDigit = true;
      if (!inExponent && (digits > 0 || code !== 48)) digits++;
    } else if (code === 46) {
      isInteger = false;
    } else if (code === 101 || code === 69) {
      if (!hasDigit) return other;
      isInteger = false;
      inExponent = true;
    } else if (code !== 43 && code !== 45) {
      return other;
    }
  }
  if (!hasDigit) return other;
  scanned.kind = isInteger ? "integer" : "fraction";
  scanned.digits = digits;
  return scanned;
}

const float32Least = 2 ** -126;
const float32Most = (2 - 2 ** -23) * 2 ** 127;

/**
 * Whether float32 gives `value` back when printed with as many significant digits as it was written with.
 * Six digits always survive (FLT_DIG of IEEE 754 single precision).
 */
export function writtenAsFloat32(value: number, digits: number): boolean {
  const size = Math.abs(value);
  if (digits <= 6 && size >= float32Least && size <= float32Most) return true;
  const nearest = Math.fround(value);
  if (nearest === value) return true;
  if (digits === 0 || digits > 100 || !Number.isFinite(nearest)) return false;
  return Number(nearest.toPrecision(digits)) === value;
}

/** The shortest decimals that give a float32 back (they may give another float64). */
export function float32Text(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}
