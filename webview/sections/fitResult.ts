import type { Fitted, FitShift, FittedPeak, PeakFit } from "../../src/protocol/peakFit.js";
import { formatNumber, formatWithError } from "../charts/numberFormat.js";
import { element } from "../element.js";
import { t } from "../localize.js";
import { panelFrame } from "../panelFrame.js";

/** "Gaussian over linear". */
export function shapeText({ signal, background }: PeakFit): string {
  const signals = {
    gaussian: t("Gaussian"),
    crystalBall: t("double-sided Crystal Ball"),
    breitWignerGauss: t("Breit–Wigner × Gaussian"),
  };
  const backgrounds = {
    constant: t("constant"),
    linear: t("linear"),
    quadratic: t("quadratic"),
    cubic: t("cubic"),
    exponential: t("exponential"),
  };
  return t("{0} over {1}", signals[signal], backgrounds[background]);
}

/** How well a curve describes its data, or why it should not be trusted. */
export function qualityText(peak: FittedPeak): string {
  const { chiSquare, freedom, probability } = peak;
  return t(
    "χ²/ndf {0}/{1}, p = {2}",
    formatNumber(chiSquare),
    freedom,
    formatNumber(probability, 2),
  );
}

const troubleText = (trouble: NonNullable<FittedPeak["trouble"]>): string =>
  ({
    noPeak: t("there is no peak: the background alone describes the data"),
    notConverged: t("the fit did not settle"),
    tooCoarse: t("stored values lie on too coarse steps"),
    atLimit: t("the peak runs into the end of the window, or as wide or narrow as it may"),
  })[trouble];

/** The fitted numbers of both sides, what they differ by, and what to make of it. */
export function fitResultPanel(fit: PeakFit): HTMLElement {
  const unit = fit.unit ? ` [${fit.unit}]` : "";
  const { original, decompressed, shift } = fit;
  const [before, after] = [original.peak, decompressed.peak];
  const rows = [
    row(`${t("position")}${unit}`, before?.mean, after?.mean, shift?.mean),
    row(`${t("width")}${unit}`, before?.width, after?.width, shift?.width),
    row(t("entries of the peak"), before?.signal, after?.signal, shift?.signal),
    ...shapeRows(before, after),
  ];
  const troubles = [
    before?.trouble && `${t("Original")}: ${troubleText(before.trouble)}.`,
    after?.trouble && `${t("Decompressed")}: ${troubleText(after.trouble)}.`,
  ].filter((text) => typeof text === "string");
  return panelFrame(
    {
      title: t("Fitted peak"),
      note: shapeText(fit),
      class: "scrolling",
    },
    element(
      "div",
      { class: "stacked" },
      element(
        "table",
        { class: "lines", attributes: { "aria-label": t("Fitted peak") } },
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            element("th", {}),
            ...[
              t("original"),
              t("decompressed"),
              t("difference"),
              t("difference [%]"),
              t("pull"),
            ].map((title) =>
              element("th", { class: "number", attributes: { scope: "col" } }, title),
            ),
          ),
        ),
        element("tbody", {}, ...rows),
      ),
      ...gridText(fit).map((text) => element("p", { class: "muted" }, text)),
      ...troubles.map((text) => element("p", { class: "warningText" }, text)),
      element(
        "p",
        { class: "muted" },
        t(
          "Pull: the difference over the uncertainty of the original. Both sides are the same events, so that it says how much of the statistical precision compression used up. Width: standard deviation; of a Breit–Wigner folded with a Gaussian, FWHM / 2.355.",
        ),
      ),
    ),
  );
}

/** What the steps that decompressed values lie on mean for the fit, where they are not much finer than its bins. */
function gridText({ edges, gridStep = 0, tooCoarse, finer, ...fit }: PeakFit): string[] {
  const unit = fit.unit ? ` ${fit.unit}` : "";
  const length = (value: number): string => `${formatNumber(value, 3)}${unit}`;
  if (tooCoarse === true) {
    return [
      t(
        "Decompressed values lie on steps of {0}: too coarse for a fit of this peak in this window. A tighter bound on the column makes them finer.",
        length(gridStep),
      ),
    ];
  }
  if (finer === undefined) return [];
  const steps = t(
    "Decompressed values lie on steps of {0}. Both sides are fitted in bins of {1}, each with the same number of steps, in which rounding moves nothing.",
    length(gridStep),
    length(edges[1] - edges[0]),
  );
  const original = t(
    "The original alone, in bins of {0}: position {1}, width {2}.",
    length(finer.binWidth),
    `${fittedText(finer.mean)}${unit}`,
    `${fittedText(finer.width)}${unit}`,
  );
  return [`${steps} ${original}`];
}

/** Parameters of the shape that the first rows do not show. */
function shapeRows(before: FittedPeak | null, after: FittedPeak | null): HTMLElement[] {
  const shown = (peak: FittedPeak | null): FittedPeak["parameters"] =>
    (peak?.parameters ?? []).filter(
      ({ name }, index) => index > 0 && name !== "mean" && (name !== "sigma" || hasGamma(peak)),
    );
  return shown(before).map((parameter) => {
    const other = shown(after).find(({ name }) => name === parameter.name);
    return row(parameterTitle(parameter.name), parameter, other, undefined);
  });
}

function hasGamma(peak: FittedPeak | null): boolean {
  return peak?.parameters.some(({ name }) => name === "gamma") ?? false;
}

function parameterTitle(name: string): string {
  const titles: Readonly<Record<string, string>> = {
    sigma: t("resolution σ"),
    gamma: t("natural width Γ"),
    alphaLeft: t("left tail from [σ]"),
    powerLeft: t("power of the left tail"),
    alphaRight: t("right tail from [σ]"),
    powerRight: t("power of the right tail"),
    slope: t("e-foldings of the background"),
  };
  const part = /^background(\d+)$/.exec(name)?.[1];
  return titles[name] ?? (part ? t("background entries, part {0}", part) : name);
}

function row(
  title: string,
  before: Fitted | undefined,
  after: Fitted | undefined,
  shift: FitShift | undefined,
): HTMLElement {
  const cell = (text: string): HTMLElement => element("td", { class: "number" }, text);
  return element(
    "tr",
    {},
    element("th", { attributes: { scope: "row" } }, title),
    cell(fittedText(before)),
    cell(fittedText(after)),
    cell(shift ? formatNumber(shift.difference, 3) : ""),
    cell(shift ? formatNumber(shift.percent, 3) : ""),
    cell(shift && shift.pull !== null ? formatNumber(shift.pull, 3) : ""),
  );
}

function fittedText(fitted: Fitted | undefined): string {
  if (fitted === undefined) return "–";
  if (fitted.error === null) return t("{0} (at its limit)", formatNumber(fitted.value));
  return formatWithError(fitted.value, fitted.error);
}
