import { element, type Child } from "../element.js";

/** A second channel beside the colour: dashes of the lines of runs, in pixels. */
const dashes: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 2.5],
  [9, 3, 2, 3],
  [4, 2],
  [12, 4],
  [1, 4],
];
const colors = 6;

/** How the line of a run is dashed, by its place. Colours repeat after six runs, dashes after seven. */
export const dashOf = (place: number): readonly number[] => dashes[place % dashes.length];

/** Which of the theme's colours for runs is that of a place. */
export const colorIndex = (place: number): number => place % colors;

const svg = "http://www.w3.org/2000/svg";

/** A piece of the line that stands for a run in charts. */
export function runSwatch(place: number): SVGElement {
  const drawing = document.createElementNS(svg, "svg");
  drawing.setAttribute("viewBox", "0 0 26 10");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(svg, "line");
  const properties = {
    ...{ x1: "0", y1: "5", x2: "26", y2: "5" },
    stroke: `var(--run-${colorIndex(place) + 1})`,
    "stroke-width": "2.2",
    "stroke-dasharray": dashOf(place).join(" "),
  };
  for (const [name, value] of Object.entries(properties)) line.setAttribute(name, value);
  drawing.append(line);
  return drawing;
}

/** The name of a run behind its line; a null place is that of something that was not trained. */
export function runName(place: number | null, name: Child): HTMLElement {
  return element("span", { class: "runName" }, place === null ? null : runSwatch(place), name);
}
