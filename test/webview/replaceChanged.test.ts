import { describe, expect, it } from "vitest";
import { element } from "../../webview/element.js";
import { replaceChanged } from "../../webview/replaceChanged.js";

const paragraphs = (...texts: readonly string[]): HTMLElement[] =>
  texts.map((text) => element("p", {}, text));
const textsOf = (parent: HTMLElement): (string | null)[] =>
  [...parent.children].map((child) => child.textContent);

describe("replaceChanged", () => {
  it("keeps the elements that read the same, without taking them out of the page", async () => {
    const parent = element("div");
    document.body.append(parent);
    replaceChanged(parent, paragraphs("1 s", "Stop", "chip"));
    const [, stop, chip] = parent.children;
    const removed: Node[] = [];
    const observer = new MutationObserver((changes) => {
      for (const change of changes) removed.push(...change.removedNodes);
    });
    observer.observe(parent, { childList: true });
    replaceChanged(parent, paragraphs("2 s", "new", "Stop", "chip"));
    await Promise.resolve();
    expect(textsOf(parent)).toEqual(["2 s", "new", "Stop", "chip"]);
    expect(parent.children[2]).toBe(stop);
    expect(parent.children[3]).toBe(chip);
    expect(removed.map((node) => node.textContent)).toEqual(["1 s"]);
  });

  it("takes the order and the number of the fresh elements", () => {
    const parent = element("div");
    replaceChanged(parent, paragraphs("a", "b", "b", "c"));
    replaceChanged(parent, paragraphs("c", "b", "d"));
    expect(textsOf(parent)).toEqual(["c", "b", "d"]);
    replaceChanged(parent, []);
    expect(parent.children).toHaveLength(0);
  });

  it("keeps an element that changed itself since", () => {
    const parent = element("div");
    replaceChanged(parent, paragraphs("a"));
    const [first] = parent.children;
    first.setAttribute("role", "button");
    replaceChanged(parent, paragraphs("a"));
    expect(parent.firstElementChild).toBe(first);
  });
});
