import { reportElements, type ReportData } from "../../protocol/report.js";

/** The page of the results panel, as it is bundled. */
export interface ReportPage {
  readonly script: string;
  readonly style: string;
}

// Nothing is loaded and nothing is sent: all that the page needs is inside it.
const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src blob: data:",
].join("; ");

/** A report that a browser opens without network: the page of the results panel with its data inside. */
export function reportHtml(title: string, data: ReportData, page: ReportPage): string {
  // JSON may hold "</script>" in a text; its "<" can be written otherwise.
  const json = JSON.stringify(data).replaceAll("<", String.raw`\u003c`);
  return [
    "<!DOCTYPE html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="UTF-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title>`,
    `<style id="${reportElements.style}">${page.style.replaceAll("</style", String.raw`<\/style`)}</style>`,
    "</head>",
    '<body class="report vscode-light">',
    '<div id="app"></div>',
    `<script type="application/json" id="${reportElements.data}">${json}</script>`,
    `<script id="${reportElements.script}">${page.script.replaceAll("</script", String.raw`<\/script`)}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
