import { randomBytes } from "node:crypto";

/** What the one bundled page shows. */
export type PanelPage = "results" | "comparison";

export interface PanelResources {
  readonly page: PanelPage;
  /** Address of `dist/webview/`, ending in a slash, as the page must write it. */
  readonly base: string;
  /** Where the page may load styles, fonts and images from. */
  readonly source: string;
  readonly title: string;
  readonly language: string;
}

/** Names of the bundled page in `dist/webview`. */
export const panelFiles = { script: "panel.js", style: "panel.css" } as const;

/** The page of a panel: nothing inline, nothing from elsewhere. */
export function panelHtml(resources: PanelResources): string {
  const nonce = randomBytes(18).toString("base64");
  // The toolkit asks for the nonce of its style element in a meta element; the one of the script stays out of reach.
  const styleNonce = randomBytes(18).toString("base64");
  const { base, source } = resources;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${styleNonce}'`,
    `font-src ${source}`,
    // Canvases are copied and saved as pictures through blob: and data: addresses.
    `img-src ${source} blob: data:`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${escapeHtml(resources.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta property="csp-nonce" content="${styleNonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(resources.title)}</title>
<link rel="stylesheet" href="${escapeHtml(base + panelFiles.style)}">
</head>
<body>
<div id="app" data-page="${resources.page}"></div>
<script nonce="${nonce}" src="${escapeHtml(base + panelFiles.script)}"></script>
</body>
</html>
`;
}

/** Text made safe for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
