import { describe, expect, it } from "vitest";
import { escapeHtml, panelHtml } from "../../../../src/host/panelPage/panelHtml.js";

const resources = {
  page: "comparison" as const,
  base: "https://file.example/dist/webview/",
  source: "https://*.example",
  title: 'a <b> & "c"',
  language: "en",
};

describe("panelHtml", () => {
  const html = panelHtml(resources);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;

  it("allows one script by its nonce, and nothing inline or evaluated", () => {
    const nonce = /<script nonce="([^"]+)"/.exec(html)![1]!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'nonce-${nonce}'`);
    expect(policy).not.toContain("unsafe");
    expect(html).not.toMatch(/<style|style="|\son\w+="/);
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  it("gives the toolkit a nonce of its own for its style element", () => {
    const nonce = /<meta property="csp-nonce" content="([^"]+)"/.exec(html)![1]!;
    expect(policy).toMatch(/style-src https:\/\/\*\.example 'nonce-[^']+'/);
    expect(policy).toContain(`'nonce-${nonce}'`);
    expect(policy).not.toContain(`script-src 'nonce-${nonce}'`);
  });

  it("draws a new nonce for every page", () => {
    expect(panelHtml(resources)).not.toBe(html);
  });

  it("says which page the script is to show", () => {
    expect(html).toContain('<div id="app" data-page="comparison"></div>');
  });

  it("writes text as text", () => {
    expect(html).toContain("<title>a &lt;b&gt; &amp; &quot;c&quot;</title>");
    expect(escapeHtml('"><script>')).toBe("&quot;&gt;&lt;script&gt;");
  });
});
