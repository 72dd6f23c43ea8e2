const byteUnits = ["B", "kB", "MB", "GB", "TB"] as const;

/** Bytes in decimal units with three significant digits, for example "1.98 MB". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value.toFixed(0) : threeDigits(value)} ${byteUnits[unit]!}`;
}

/** A compression ratio, for example "5.66×". */
export function formatRatio(ratio: number): string {
  return `${ratio >= 999.5 ? ratio.toFixed(0) : threeDigits(ratio)}×`;
}

/** A loss in the steady width of a status line, for example "3.10e-4". */
export function formatLoss(loss: number): string {
  return loss.toExponential(2);
}

/** Time left in its largest unit, for example "4 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 3570) return `${Math.round(seconds / 60)} min`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}
