let strings: Readonly<Record<string, string>> = {};

/** Takes over the translations that the host sent; keys are the English texts. */
export function useStrings(translations: Readonly<Record<string, string>>): void {
  strings = translations;
}

/** The translation of an English text, with {0}, {1}, … replaced; the text itself where there is none. */
export function t(text: string, ...values: readonly (string | number)[]): string {
  const template = Object.hasOwn(strings, text) ? strings[text] : text;
  return template.replace(/\{(\d+)\}/g, (match, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? match : String(value);
  });
}
