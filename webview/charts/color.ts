export type Rgb = readonly [number, number, number];

/** Red, green, blue (0 to 255) of "#rgb", "#rrggbb", "rgb(…)" or "rgba(…)"; mid-grey for anything else. */
export function parseColor(text: string): Rgb {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text.trim())?.[1];
  if (hex) {
    const short = hex.length < 6;
    const part = (index: number): number =>
      short
        ? Number.parseInt(hex[index] + hex[index], 16)
        : Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16);
    return [part(0), part(1), part(2)];
  }
  const numbers = text.match(/[\d.]+/g)?.map(Number) ?? [];
  return numbers.length >= 3 ? [numbers[0], numbers[1], numbers[2]] : [128, 128, 128];
}

export function toCss([red, green, blue]: Rgb, alpha = 1): string {
  const whole = [red, green, blue].map(Math.round).join(", ");
  return alpha === 1 ? `rgb(${whole})` : `rgba(${whole}, ${alpha})`;
}

export function withAlpha(color: string, alpha: number): string {
  return toCss(parseColor(color), alpha);
}

export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2): number => from[index] + (to[index] - from[index]) * share;
  return [part(0), part(1), part(2)];
}

/** Relative luminance (WCAG 2.2), 0 to 1. */
export function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Black or white text, whichever stands out more on a background. */
export function inkOn(background: Rgb): string {
  const light = luminance(background);
  return 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

// Samples of viridis (van der Walt & Smith, matplotlib, CC0) at equal distances.
const viridisSamples: readonly Rgb[] = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [68, 191, 112],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37],
];

/** Viridis at 0 to 1. */
export function viridis(place: number): Rgb {
  const scaled = Math.min(1, Math.max(0, place)) * (viridisSamples.length - 1);
  const index = Math.min(viridisSamples.length - 2, Math.floor(scaled));
  return mix(viridisSamples[index], viridisSamples[index + 1], scaled - index);
}

/** Viridis turned so that few (0) is always close to the background. */
export function densityColor(place: number, light: boolean): Rgb {
  return viridis(light ? 0.92 - 0.86 * place : 0.12 + 0.88 * place);
}

/** −1 to 1 on a diverging map whose zero is the background. */
export function divergingColor(value: number, background: Rgb, negative: Rgb, positive: Rgb): Rgb {
  const strength = Math.min(1, Math.abs(value)) ** 0.85;
  return mix(background, value < 0 ? negative : positive, strength);
}
