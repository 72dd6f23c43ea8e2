import { l10n } from "vscode";
import type { ConfigProblem } from "../../config/configProblem.js";
import { ConfigText } from "../../config/configText.js";
import type { InputSummary } from "./tableSummaries.js";

/** The problem of an input that is not there or cannot be read, at its place in the text of the config. */
export function inputProblem(
  text: string,
  input: string,
  found: Exclude<InputSummary, { readonly kind: "table" }>,
): ConfigProblem {
  return new ConfigText(text).problem({
    path: ["input"],
    at: "value",
    code: "wrongValue",
    message:
      found.kind === "missing"
        ? l10n.t("There is no file {0}. Paths are relative to the config.", input)
        : found.message,
  });
}
