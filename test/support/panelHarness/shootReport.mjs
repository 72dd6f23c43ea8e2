/**
 * Pictures of a report file in a browser that has no network.
 *
 *   node test/support/panelHarness/shootReport.mjs FILE.html --out FOLDER [--tab evaluation] [--width 1280] [--height 900]
 */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: "dist/report-pictures" },
    tab: { type: "string", default: "overview" },
    width: { type: "string", default: "1280" },
    height: { type: "string", default: "900" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});
const browser = await chromium.launch({
  executablePath: options.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
await mkdir(options.out, { recursive: true });
let complaints = 0;
for (const colorScheme of ["light", "dark"]) {
  const context = await browser.newContext({
    viewport: { width: Number(options.width), height: Number(options.height) },
    deviceScaleFactor: 2,
    colorScheme,
    offline: true,
  });
  const page = await context.newPage();
  const complain = (text) => {
    complaints++;
    console.error(`${colorScheme}: ${text}`);
  };
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complain(message.text());
  });
  page.on("pageerror", (error) => complain(error.stack ?? error));
  page.on("request", (request) => {
    if (!/^(file|data|blob|about):/.test(request.url())) complain(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(path.resolve(positionals[0])).href);
  await page.waitForTimeout(1500);
  const frames = page.frames().length > 1 ? page.frames().slice(1) : page.frames();
  await frames[0].locator(`#tab-${options.tab}`).click();
  await page.waitForTimeout(700);
  const chosen = await Promise.all(
    frames.map((frame) => frame.locator('[role="tab"][aria-selected="true"]').getAttribute("id")),
  );
  if (chosen.some((id) => id !== `tab-${options.tab}`)) complain(`shows ${chosen.join(", ")}`);
  await page.screenshot({
    path: path.join(options.out, `report-${options.tab}-${colorScheme}.png`),
    fullPage: true,
  });
  await context.close();
}
await browser.close();
console.log(`${options.out}: done, ${complaints} complaints of the browser`);
process.exitCode = complaints > 0 ? 1 : 0;
