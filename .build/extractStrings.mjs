import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/**
 * The strings that a translation has to cover: first arguments of `l10n.t(...)`, `vscode.l10n.t(...)` and the page's `t(...)`.
 * @returns keys and texts as vscode.l10n looks them up: a string that carries comments has them in its key
 */
export function extractStrings(folders) {
  const strings = {};
  for (const file of folders.flatMap(sources)) {
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2023);
    const visit = (node) => {
      if (ts.isCallExpression(node) && isTranslation(node.expression, source)) {
        const [first] = node.arguments;
        if (first !== undefined && ts.isStringLiteralLike(first)) strings[first.text] = first.text;
        else if (first !== undefined && ts.isObjectLiteralExpression(first)) add(first, strings);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return Object.fromEntries(Object.entries(strings).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const isTranslation = (callee, source) =>
  ["t", "l10n.t", "vscode.l10n.t"].includes(callee.getText(source));

function add(options, strings) {
  const value = (name) =>
    options.properties.find((property) => property.name?.text === name)?.initializer;
  const message = value("message")?.text;
  const comment = value("comment");
  if (message === undefined) return;
  const comments = comment?.elements?.map(({ text }) => text) ?? [comment?.text ?? ""];
  strings[`${message}/${comments.join("")}`] = { message, comment: comments };
}

function sources(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}
