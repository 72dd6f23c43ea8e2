import { element } from "./element.js";

export interface Choice<T extends string> {
  readonly value: T;
  readonly text: string;
}

/** A row of exclusive choices: a radio group with arrow keys. The toolkit has no such control. */
export function segmented<T extends string>(options: {
  readonly key: string;
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}): HTMLElement {
  const { choices, value } = options;
  const chosen = choices.findIndex((choice) => choice.value === value);
  const buttons = choices.map((choice, index) =>
    element(
      "button",
      {
        class: index === chosen ? "on" : "",
        attributes: {
          type: "button",
          role: "radio",
          "aria-checked": String(index === chosen),
          tabindex: index === Math.max(0, chosen) ? "0" : "-1",
          ...(index === Math.max(0, chosen) ? { "data-key": options.key } : {}),
        },
        on: {
          click: () => {
            if (index !== chosen) options.onChange(choice.value);
          },
        },
      },
      choice.text,
    ),
  );
  return element(
    "div",
    {
      class: "segmented",
      attributes: { role: "radiogroup", "aria-label": options.label },
      on: {
        keydown: (event) => {
          const step = stepOfKey(event.key);
          if (step === 0) return;
          event.preventDefault();
          const next = choices[(Math.max(0, chosen) + step + choices.length) % choices.length];
          options.onChange(next.value);
        },
      },
    },
    ...buttons,
  );
}

/** +1, −1 or 0 for the arrow keys. */
export function stepOfKey(key: string): number {
  if (key === "ArrowRight" || key === "ArrowDown") return 1;
  if (key === "ArrowLeft" || key === "ArrowUp") return -1;
  return 0;
}

export function slider(options: {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly format: (value: number) => string;
  readonly onInput: (value: number) => void;
}): HTMLElement {
  const output = element("output", {}, options.format(options.value));
  const input = element("input", {
    attributes: {
      type: "range",
      min: String(options.min),
      max: String(options.max),
      step: String(options.step),
      value: String(options.value),
      "aria-label": options.label,
      "data-key": options.label,
    },
  });
  input.addEventListener("input", () => {
    output.textContent = options.format(Number(input.value));
    options.onInput(Number(input.value));
  });
  return element("label", { class: "slider" }, options.label, input, output);
}

/** A swatch and its meaning, for the title row of a panel. */
export function legend(
  kind:
    | "original"
    | "decompressed"
    | "train"
    | "bound"
    | "box"
    | "band"
    | "originalPoints"
    | "decompressedPoints"
    | "curve"
    | "background",
  text: string,
): HTMLElement {
  return element("span", { class: "legend" }, element("i", { class: kind }), text);
}
