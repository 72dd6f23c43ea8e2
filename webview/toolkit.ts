import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeLink,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import { customElement, element } from "./element.js";

/** Defines the elements that the functions below make. The only module that knows the toolkit. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeLink(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}

export interface ButtonOptions {
  readonly label: string;
  readonly primary?: boolean;
  readonly disabled?: boolean;
  /** Finds the button again after the part of the page that holds it was rebuilt. */
  readonly key?: string;
  readonly onClick: () => void;
}

export function button(options: ButtonOptions): HTMLElement {
  const node = customElement(
    "vscode-button",
    { attributes: { appearance: options.primary ? "primary" : "secondary" } },
    options.label,
  );
  if (options.key) node.dataset.key = options.key;
  if (options.disabled) node.setAttribute("disabled", "");
  node.addEventListener("click", () => {
    if (!options.disabled) options.onClick();
  });
  return node;
}

/** A link that acts inside the page; it stays a button for keyboards and screen readers. */
export function actionLink(label: string, onClick: () => void): HTMLElement {
  return element(
    "button",
    { class: "actionLink", attributes: { type: "button" }, on: { click: onClick } },
    label,
  );
}

export function searchField(
  placeholder: string,
  value: string,
  onInput: (text: string) => void,
): HTMLElement {
  const node = customElement("vscode-text-field", {
    class: "search",
    attributes: { placeholder, "aria-label": placeholder, value },
  });
  node.addEventListener("input", () => {
    onInput((node as HTMLInputElement).value);
  });
  return node;
}

export function dropdown<T extends string>(options: {
  readonly label: string;
  readonly choices: readonly { readonly value: T; readonly text: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}): HTMLElement {
  const node = customElement(
    "vscode-dropdown",
    { attributes: { "aria-label": options.label } },
    ...options.choices.map(({ value, text }) =>
      customElement(
        "vscode-option",
        {
          attributes: value === options.value ? { value, selected: "" } : { value },
        },
        text,
      ),
    ),
  );
  node.addEventListener("change", () => {
    options.onChange((node as HTMLSelectElement).value as T);
  });
  return node;
}

export function progressRing(label: string): HTMLElement {
  return customElement("vscode-progress-ring", { attributes: { "aria-label": label } });
}
