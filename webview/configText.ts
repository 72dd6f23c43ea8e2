import { element } from "./element.js";

// One alternative per colour: comments, keys, strings, numbers and words.
const pieces =
  /(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|("(?:[^"\\]|\\.)*")(?=\s*:)|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*|\btrue\b|\bfalse\b|\bnull\b)/g;

/** JSON with comments as a block of code with its keys, numbers and comments coloured. */
export function configText(text: string): HTMLElement {
  const block = element("pre", { attributes: { tabindex: "0" } });
  let end = 0;
  for (const match of text.matchAll(pieces)) {
    block.append(text.slice(end, match.index));
    const [whole, comment, key, quoted] = match;
    const kind = comment ? "comment" : key ? "key" : quoted ? "" : "literal";
    block.append(kind ? element("span", { class: kind }, whole) : whole);
    end = match.index + whole.length;
  }
  block.append(text.slice(end));
  return block;
}
