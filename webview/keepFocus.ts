/** Rebuilds part of a page. What replaces the element that has the focus carries the same key, and gets it. */
export function keepFocus(parent: HTMLElement, rebuild: () => void): void {
  const active = document.activeElement;
  const focused = active && parent.contains(active) ? active.closest("[data-key]") : null;
  const key = focused?.getAttribute("data-key");
  const isTab = key?.startsWith("tab-") ?? false;
  rebuild();
  if (key === null || key === undefined) return;
  const successor = isTab
    ? '[role="tab"][aria-selected="true"]'
    : `[data-key="${CSS.escape(key)}"]`;
  parent.querySelector<HTMLElement>(successor)?.focus({ preventScroll: true });
}
