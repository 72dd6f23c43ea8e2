import { element } from "../element.js";
import { t } from "../localize.js";
import { actionLink } from "../toolkit.js";

const isDark = (body: HTMLElement): boolean => body.classList.contains("vscode-dark");

function wear(dark: boolean): void {
  document.body.classList.toggle("vscode-dark", dark);
  document.body.classList.toggle("vscode-light", !dark);
}

/** Light or dark as the reader's system is, until the reader says otherwise; a pane wears what the page around it wears. */
export function followTheme(): void {
  if (window.parent !== window) {
    const outer = window.parent.document.body;
    wear(isDark(outer));
    new MutationObserver(() => {
      wear(isDark(outer));
    }).observe(outer, { attributes: true, attributeFilter: ["class"] });
    return;
  }
  const media = window.matchMedia("(prefers-color-scheme: dark)");
  wear(media.matches);
  media.addEventListener("change", () => {
    wear(media.matches);
  });
  const toggle = actionLink(t("Light / dark"), () => {
    wear(!isDark(document.body));
  });
  document.body.append(element("div", { class: "themeToggle" }, toggle));
}
