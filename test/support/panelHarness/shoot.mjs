/**
 * Pictures of the results panel in a browser, with the host's content security policy and VS Code's colours.
 *
 *   node test/support/panelHarness/shoot.mjs --evaluation FILE --out FOLDER
 *     [--scenes finished,running] [--tabs overview,…] [--themes dark,light,hc] [--width 1280] [--height 900]
 *     [--column NAME] [--view JSON] [--full]
 *
 * With --run FOLDER of that run as it is, in place of a scene.
 * With --comparison FILE (what `collimate compare --json` gives) of the page that compares runs instead, whose scenes are
 * measured, measuring, failed, restricted, missing.
 */
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { comparisonMessages } from "./comparisonScenes.mjs";
import { runMessage, sceneMessages } from "./scenes.mjs";
import { rootStyle, themes } from "./themes.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const { values: options } = parseArgs({
  options: {
    evaluation: { type: "string" },
    comparison: { type: "string" },
    run: { type: "string" },
    out: { type: "string", default: "dist/panel-pictures" },
    scenes: { type: "string" },
    tabs: {
      type: "string",
      default: "overview,training,distributions,residuals,evaluation,compression,details",
    },
    themes: { type: "string", default: "dark" },
    width: { type: "string", default: "1280" },
    height: { type: "string", default: "900" },
    column: { type: "string" },
    view: { type: "string", default: "{}" },
    hover: { type: "string" },
    full: { type: "boolean", default: false },
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});

const bundle = await build({
  entryPoints: [path.join(root, "webview/main.ts"), path.join(root, "webview/panel.css")],
  bundle: true,
  minify: true,
  format: "iife",
  write: false,
  outdir: "/",
});
const file = (extension) =>
  bundle.outputFiles.find(({ path: name }) => name.endsWith(extension)).text;
const script = file(".js");
const style = file(".css");
const readJson = async (path) => (path ? JSON.parse(await readFile(path, "utf8")) : null);
const ofRun = (name) => path.join(options.run, name);
const evaluation = await readJson(options.run ? ofRun("evaluation.json") : options.evaluation);
const recorded = options.run && {
  record: await readJson(ofRun("run.json")),
  metrics: (await readFile(ofRun("metrics.jsonl"), "utf8")).trimEnd().split("\n").map(JSON.parse),
  log: await readFile(ofRun("log.txt"), "utf8"),
};
const comparison = await readJson(options.comparison);
const scenes = (options.scenes ?? (comparison ? "measured" : recorded ? "run" : "finished")).split(
  ",",
);
const tabs = comparison ? ["comparison"] : options.tabs.split(",");

// The host's own page, so that its content security policy is the one that holds.
const host = await build({
  entryPoints: [path.join(root, "src/host/panelPage/panelHtml.ts")],
  bundle: true,
  platform: "node",
  format: "esm",
  write: false,
});
const { panelHtml } = await import(
  `data:text/javascript;base64,${Buffer.from(host.outputFiles[0].contents).toString("base64")}`
);
const page = (className) =>
  panelHtml({
    page: comparison ? "comparison" : "results",
    base: "https://panel.test/",
    source: "https://panel.test",
    title: "Results",
    language: "en",
  }).replace("<body>", `<body class="${className}">`);

const browser = await chromium.launch({
  executablePath: options.chromium,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-quic",
    "--disable-component-update",
    "--disable-sync",
  ],
});
await mkdir(options.out, { recursive: true });
let complaints = 0;
const viewport = { width: Number(options.width), height: Number(options.height) };
for (const theme of options.themes.split(",")) {
  for (const scene of scenes) {
    for (const tab of tabs) {
      const name = `${scene}-${tab}-${theme}-${options.width}${options.column ? `-${options.column}` : ""}`;
      const context = await browser.newContext({ viewport, deviceScaleFactor: 2 });
      const shown = await context.newPage();
      shown.on("console", (message) => {
        if (message.type() !== "error" && message.type() !== "warning") return;
        complaints++;
        console.error(`${name}: ${message.text()}`);
      });
      shown.on("pageerror", (error) => {
        complaints++;
        console.error(`${name}: ${error.stack ?? error}`);
      });
      const answers = {
        "/": { contentType: "text/html", body: page(themes[theme].className) },
        "/panel.css": { contentType: "text/css", body: style },
        "/panel.js": { contentType: "text/javascript", body: script },
      };
      await shown.route("https://panel.test/**", (route) => {
        const answer = answers[new URL(route.request().url()).pathname];
        return answer ? route.fulfill(answer) : route.fulfill({ status: 404, body: "" });
      });
      const column =
        evaluation?.columns.find(({ label }) => label === options.column)?.name ?? null;
      const view = { tab, column, ...JSON.parse(options.view) };
      await shown.addInitScript(
        ({ css, messages, state }) => {
          const apply = () => {
            for (const line of css.split(";")) {
              const at = line.indexOf(":");
              if (at > 0)
                document.documentElement.style.setProperty(
                  line.slice(0, at).trim(),
                  line.slice(at + 1).trim(),
                );
            }
          };
          if (document.documentElement) apply();
          else
            new MutationObserver((_, observer) => {
              if (document.documentElement) {
                observer.disconnect();
                apply();
              }
            }).observe(document, { childList: true });
          let saved = state;
          globalThis.acquireVsCodeApi = () => ({
            postMessage: (message) => {
              if (message.name === "ready")
                for (const item of messages) window.postMessage(item, "*");
            },
            getState: () => saved,
            setState: (next) => {
              saved = next;
            },
          });
        },
        {
          css: rootStyle(theme),
          messages: comparison
            ? comparisonMessages(scene, comparison)
            : recorded
              ? [runMessage(recorded, evaluation)]
              : sceneMessages(scene, evaluation),
          state: comparison ? { view } : { views: { "jets/007": view } },
        },
      );
      await shown.goto("https://panel.test/");
      await shown.waitForTimeout(500);
      if (options.hover) {
        const [x, y] = options.hover.split(",").map(Number);
        await shown.mouse.move(x, y);
        await shown.waitForTimeout(200);
      }
      if (options.full) {
        const height = await shown.evaluate(() => {
          const main = document.querySelector("main");
          return main ? Math.ceil(main.scrollHeight + main.getBoundingClientRect().top) : 0;
        });
        if (height > viewport.height) {
          await shown.setViewportSize({ width: viewport.width, height });
          await shown.waitForTimeout(300);
        }
      }
      await shown.screenshot({ path: path.join(options.out, `${name}.png`) });
      await context.close();
    }
  }
}
await browser.close();
console.log(`${options.out}: done, ${complaints} complaints of the browser`);
process.exitCode = complaints > 0 ? 1 : 0;
