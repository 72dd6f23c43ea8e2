/**
 * A short label for every name: its last dotted parts, as many as tell it apart from all other names. Names of branches
 * such as `jets.obj.p4.fPt` become `fPt`.
 */
export function shortLabels(names: readonly string[]): string[] {
  const parts = names.map((name) => name.split("."));
  const tail = (own: readonly string[], length: number): string => own.slice(-length).join(".");
  return parts.map((own, index) => {
    for (let length = 1; length < own.length; length++) {
      const label = tail(own, length);
      const shared = parts.some((other, place) => place !== index && tail(other, length) === label);
      if (label !== "" && !shared) return label;
    }
    return names[index]!;
  });
}
