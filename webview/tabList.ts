import { stepOfKey } from "./controls.js";
import { element } from "./element.js";
import { t } from "./localize.js";
import { tabs, type Tab } from "./viewState.js";

export const tabPanelId = "tabPanel";

export const tabTitle = (tab: Tab): string =>
  ({
    overview: t("Overview"),
    training: t("Training"),
    distributions: t("Distributions"),
    residuals: t("Residuals"),
    evaluation: t("Evaluation"),
    compression: t("Compression"),
    details: t("Details"),
  })[tab];

/** The list of tabs: one is in the tab order, arrows, Home and End move the choice. */
export function tabList(
  chosen: Tab,
  onChoose: (tab: Tab) => void,
  shown: readonly Tab[] = tabs,
): HTMLElement {
  const list = element("div", {
    class: "tabList",
    attributes: { role: "tablist", "aria-label": t("Results") },
  });
  for (const tab of shown) {
    list.append(
      element(
        "button",
        {
          class: tab === chosen ? "on" : "",
          attributes: {
            type: "button",
            role: "tab",
            id: `tab-${tab}`,
            "aria-selected": String(tab === chosen),
            "aria-controls": tabPanelId,
            tabindex: tab === chosen ? "0" : "-1",
            "data-key": `tab-${tab}`,
          },
          on: { click: () => onChoose(tab) },
        },
        tabTitle(tab),
      ),
    );
  }
  list.addEventListener("keydown", (event) => {
    const next = tabAfterKey(chosen, event.key, shown);
    if (!next) return;
    event.preventDefault();
    onChoose(next);
  });
  return list;
}

/** The tab that a key leads to; null for keys that lead nowhere. */
export function tabAfterKey(tab: Tab, key: string, shown: readonly Tab[] = tabs): Tab | null {
  if (key === "Home") return shown[0];
  if (key === "End") return shown[shown.length - 1];
  const step = key === "ArrowUp" || key === "ArrowDown" ? 0 : stepOfKey(key);
  return step === 0 ? null : shown[(shown.indexOf(tab) + step + shown.length) % shown.length];
}
