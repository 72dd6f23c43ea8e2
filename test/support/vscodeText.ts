/** What host files that only translate texts need of `vscode`: English with {0}, {1}, … replaced. */
export const l10n = {
  t: (text: string, ...values: readonly unknown[]): string =>
    text.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
};
