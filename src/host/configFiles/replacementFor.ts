/**
 * The text that puts a suggestion in the place of a mistake.
 * @param mistake the key or value at fault as it stands in the config, with its quotation marks
 * @param suggestion the name or value that was probably meant, without them
 */
export function replacementFor(mistake: string, suggestion: string): string {
  return mistake.startsWith('"') || !isLiteral(suggestion)
    ? JSON.stringify(suggestion)
    : suggestion;
}

function isLiteral(text: string): boolean {
  return /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(text);
}
