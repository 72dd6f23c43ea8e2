import { printParseErrorCode, type ParseErrorCode } from "jsonc-parser";

const messages: Readonly<Record<string, string>> = {
  InvalidSymbol:
    'Texts need double quotation marks: "…". Without them there are only numbers, true, false and null.',
  InvalidNumberFormat: "This is not a number. Write 0.5 and 1e-3, without a leading point or plus.",
  PropertyNameExpected: 'A key in double quotation marks is expected here, for example "input".',
  ValueExpected: "A value is expected here.",
  ColonExpected: "A colon is missing between key and value.",
  CommaExpected: "A comma is missing before this.",
  CloseBraceExpected: "A closing brace } is missing.",
  CloseBracketExpected: "A closing bracket ] is missing.",
  EndOfFileExpected: "The config ends before this: there is one object only.",
  UnexpectedEndOfComment: "The comment is not closed: */ is missing.",
  UnexpectedEndOfString: "The text is not closed: a quotation mark is missing.",
  UnexpectedEndOfNumber: "The number is not complete.",
  InvalidUnicode: "After \\u come four hexadecimal digits.",
  InvalidEscapeCharacter: "No such escape: a backslash itself is written \\\\.",
  InvalidCharacter: "Line breaks and tabs inside a text are written \\n and \\t.",
  InvalidCommentToken: "A comment cannot stand here.",
};

/** What is wrong with the JSON, and what to do; `code` is the parser's. */
export function syntaxMessage(code: ParseErrorCode): string {
  return messages[printParseErrorCode(code)] ?? "This is not JSON.";
}
