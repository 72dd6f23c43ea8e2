/**
 * What names in formulas stand for: short names and full names of columns, to the full name. Where they clash, the full
 * name wins, and of equal short names the first.
 */
export function formulaNames(
  columns: readonly { readonly name: string; readonly label: string }[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, label } of columns) if (!names.has(label)) names.set(label, name);
  for (const { name } of columns) names.set(name, name);
  return names;
}
