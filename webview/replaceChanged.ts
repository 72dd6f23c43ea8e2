/** What an element was when it came into the page: custom elements add to themselves later. */
const written = new WeakMap<Element, string>();

/**
 * Makes `fresh` the children of `parent`, but keeps every present child that reads the same: what is rebuilt many times a
 * second would otherwise vanish between the press and the release of a mouse button, and the click be lost.
 */
export function replaceChanged(parent: HTMLElement, fresh: readonly Element[]): void {
  const present = [...parent.children];
  const wanted = fresh.map((child) => {
    const html = child.outerHTML;
    const same = present.findIndex((old) => written.get(old) === html);
    if (same >= 0) return present.splice(same, 1)[0];
    written.set(child, html);
    return child;
  });
  for (const old of present) old.remove();
  let place = parent.firstElementChild;
  for (const child of wanted) {
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
}
