import type { TrialCandidate, TrialRecord } from "./runRecord.js";

/** Translates a text and puts values in the place of {0}, {1}, ... */
export type Translate = (text: string, ...values: readonly (string | number)[]) => string;

const english: Translate = (text, ...values) =>
  text.replace(/\{(\d+)\}/g, (_, place: string) => String(values[Number(place)]));

const mostNamed = 3;

/** What a trial tries, in a few words. */
export function candidateInWords(
  { question, hidden, context, related, last }: TrialCandidate,
  t: Translate = english,
): string {
  switch (question) {
    case "dependence":
      return t("every column from all others");
    case "order":
      if (last !== null) return t("{0} coded last", last);
      if (related.length === 0) return t("columns in the order of the table");
      return related.length <= mostNamed
        ? t("{0} from relations to others", related.join(", "))
        : t("{0} columns from relations to others", related.length);
    case "context":
      return context === 0 ? t("no rows before") : t("{0} rows before", context);
    case "hidden":
      return t("hidden layers {0}", hidden.join("-"));
  }
}

/** One line on a trial that is done. */
export function triedInWords(record: Extract<TrialRecord, { kind: "tried" }>): string {
  const { trial, candidate, bits } = record;
  return `trial ${trial}  ${candidateInWords(candidate)}: ${bits.toPrecision(4)} bits per value`;
}

/** One line on what trials chose; null where none chose anything. */
export function chosenInWords(records: readonly TrialRecord[]): string | null {
  const tried = new Map(
    records.flatMap((record) => (record.kind === "tried" ? [[record.trial, record]] : [])),
  );
  const answers = records.flatMap((record) => {
    if (record.kind !== "chosen") return [];
    const { candidate } = tried.get(record.trial)!;
    return [candidateInWords({ ...candidate, question: record.question })];
  });
  if (answers.length === 0) return null;
  return `chosen by ${tried.size} trials: ${answers.join("; ")}`;
}
