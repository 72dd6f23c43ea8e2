const superscripts: Readonly<Record<string, string>> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};

const trueMinus = (text: string): string => text.replace("-", "−");

const withCommas = (digits: string): string => {
  const [whole, fraction] = digits.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
};

/** 10⁻³ for −3; 10 and 1 for the first two powers. */
export function powerOfTen(exponent: number): string {
  if (exponent === 0) return "1";
  if (exponent === 1) return "10";
  return `10${String(exponent).replace(/./g, (character) => superscripts[character])}`;
}

/** A whole number with commas. */
export function formatCount(value: number): string {
  return trueMinus(withCommas(Math.round(value).toFixed(0)));
}

/**
 * A number with so many significant digits, commas in thousands, a true minus; scientific only below 10⁻⁴ and from
 * 10¹⁵ up, where a double no longer holds every digit.
 */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e15) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
    return `${trueMinus(mantissa)} × ${powerOfTen(Number(exponent))}`;
  }
  if (size >= 10 ** digits) return formatCount(value);
  const text = value.toPrecision(digits);
  // Rounding up to the next power of ten makes toPrecision change to the scientific form.
  const plain = text.includes("e") ? String(Number(text)) : text;
  return trueMinus(withCommas(plain));
}

/** A number as read off a chart: six significant digits, no padding zeros. */
export function formatExact(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return formatCount(value);
  const text = formatNumber(value, 6);
  const [mantissa, power] = text.split(" × ");
  const trimmed = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return power === undefined ? trimmed : `${trimmed} × ${power}`;
}

/** A mean with its standard error: two digits of the error, the mean to the same place. */
export function formatWithError(value: number, error: number): string {
  if (!(error > 0) || !Number.isFinite(error) || !Number.isFinite(value)) {
    return formatNumber(value);
  }
  const place = 1 - Math.floor(Math.log10(Number(error.toPrecision(2))));
  if (place > 6) {
    const exponent = Math.floor(Math.log10(Math.max(Math.abs(value), error)));
    const scale = 10 ** exponent;
    const decimals = Math.max(0, place + exponent);
    return `(${trueMinus((value / scale).toFixed(decimals))} ± ${(error / scale).toFixed(decimals)}) × ${powerOfTen(exponent)}`;
  }
  const fixed = (number: number): string =>
    place >= 0
      ? trueMinus(withCommas(number.toFixed(place)))
      : formatCount(Math.round(number * 10 ** place) / 10 ** place);
  return `${fixed(value)} ± ${fixed(error)}`;
}

/**
 * Share of a bound, in per cent, rounded down, so that 100 % stands only where the bound is reached; above the bound
 * rounded up, so that an excess never reads as 100 %.
 */
export function formatShareOfBound(share: number): string {
  if (!Number.isFinite(share)) return formatNumber(share);
  if (share === 1) return "100 %";
  const hundredths = share * 1e4;
  if (share > 1)
    return `${withCommas((Math.max(10001, Math.ceil(hundredths - 1e-6)) / 100).toFixed(2))} %`;
  return `${(Math.min(9999, Math.floor(hundredths + 1e-6)) / 100).toFixed(2)} %`;
}

/** A share as per cent with so many significant digits. */
export function formatPercent(share: number, digits = 3): string {
  return `${formatNumber(share * 100, digits)} %`;
}

const byteUnits = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** Bytes in decimal units. */
export function formatBytes(bytes: number, digits = 4): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0
    ? `${formatCount(bytes)} B`
    : `${formatNumber(value, digits)} ${byteUnits[unit]}`;
}

/** Seconds as a person says them: "0.64 s", "49 s", "1 min 2 s", "2 h 5 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${Number(seconds.toPrecision(2))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) {
    const rest = whole % 60;
    return `${Math.floor(whole / 60)} min${rest ? ` ${rest} s` : ""}`;
  }
  const minutes = Math.round(seconds / 60);
  const rest = minutes % 60;
  return `${formatCount(Math.floor(minutes / 60))} h${rest ? ` ${rest} min` : ""}`;
}

/** An estimate of seconds, coarser the longer it is. */
export function formatEstimate(seconds: number): string {
  const step = seconds < 20 ? 1 : seconds < 60 ? 5 : seconds < 600 ? 10 : 60;
  return formatDuration(Math.max(1, Math.round(seconds / step) * step));
}

/** A fraction of epochs done: whole ones as they are, others to a tenth. */
export function formatEpoch(epoch: number): string {
  return Number.isInteger(epoch) ? formatCount(epoch) : withCommas(epoch.toFixed(1));
}

/** A tick label that is no finer than the distance between ticks asks for. */
export function formatTick(value: number, step: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (step < 1e-4 || size >= 1e7) {
    if (step < 1e-4 && size >= 1e-2) return formatNumber(value, 6);
    const exponent = Math.floor(Math.log10(size) + 1e-9);
    const decimals = decimalsOf(step / 10 ** exponent);
    const mantissa = trueMinus((value / 10 ** exponent).toFixed(Math.min(decimals, 4)));
    return mantissa === "1" ? powerOfTen(exponent) : `${mantissa} × ${powerOfTen(exponent)}`;
  }
  const decimals = decimalsOf(step);
  return trueMinus(withCommas(value.toFixed(decimals)));
}

function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 6; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 6;
}
