import type { BeforeAfter } from "../../src/protocol/evaluation.js";
import type { Theme } from "./theme.js";

/** Paints a small before/after histogram with log counts over the whole canvas. */
export function paintThumbnail(canvas: HTMLCanvasElement, shown: BeforeAfter, theme: Theme): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const ratio = Math.max(1, window.devicePixelRatio);
  const width = canvas.clientWidth || 140;
  const height = canvas.clientHeight || 72;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  const before = shown.original.counts;
  const after = shown.decompressed.counts;
  const top = Math.log10(Math.max(1, ...before, ...after) + 1) * 1.06;
  const y = (count: number): number =>
    height - 1 - ((height - 4) * Math.log10(Math.max(count, 0) + 1)) / top;
  const x = (bin: number): number => (bin / before.length) * width;
  const steps = (counts: readonly number[]): void => {
    counts.forEach((count, bin) => {
      context.lineTo(x(bin), y(count));
      context.lineTo(x(bin + 1), y(count));
    });
  };
  context.beginPath();
  context.moveTo(0, height - 1);
  steps(before);
  context.lineTo(width, height - 1);
  context.closePath();
  context.fillStyle = theme.originalFill;
  context.fill();
  context.beginPath();
  steps(after);
  context.strokeStyle = theme.decompressed;
  context.lineWidth = 1.2;
  context.stroke();
  context.beginPath();
  context.moveTo(0, height - 0.5);
  context.lineTo(width, height - 0.5);
  context.strokeStyle = theme.axis;
  context.lineWidth = 1;
  context.stroke();
}
