import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runFolder, until } from "./runFolder.mjs";

const tabs = [
  "Overview",
  "Training",
  "Distributions",
  "Residuals",
  "Evaluation",
  "Compression",
  "Details",
];
const themes = {
  dark: { name: "Default Dark Modern", window: "vs-dark", page: "vscode-dark" },
  light: { name: "Default Light Modern", window: "vs", page: "vscode-light" },
};
const longWork = 240;
/** The date in the compressed header may make it a little shorter or longer. */
const dateBytes = 16;

/** The main job in a trusted folder, from the first click to the compressed file. */
export async function trainingCases(cases, stage, installed) {
  const { window, folder } = stage;
  const first = runFolder(folder, 1);
  const second = runFolder(folder, 2);
  const names = {
    lens: "a config offers Train above its first line",
    train: "Train opens the panel and the curves grow",
    stop: "Stop ends the batch and keeps the checkpoint",
    resume: "Resume goes on to the end without a gap",
    reload: "a training survives a reload of the window",
    killed: "a killed engine shows as Interrupted",
  };

  await cases.run(names.lens, { needs: [installed] }, async () => {
    await window.openFile("jets.collimate.json");
    await window.lens("Train").waitFor();
    assert.deepEqual(await window.lensTitles(), ["Train"]);
  });

  await cases.run("a misspelt key is reported with a suggestion", { needs: [names.lens] }, () =>
    misspeltKey(window),
  );

  await cases.run("a key is explained on hover", { needs: [names.lens] }, async () => {
    await window.openFile("jets.collimate.json");
    await window.page.locator(".view-line span", { hasText: '"training"' }).last().hover();
    const hover = window.page.locator(".monaco-hover-content").first();
    await hover.waitFor();
    assert.ok((await hover.innerText()).length > 20);
    await window.page.keyboard.press("Escape");
  });

  await cases.run(names.train, { needs: [names.lens] }, async () => {
    await window.openFile("jets.collimate.json");
    await window.lens("Train").click();
    const panel = await window.results(1);
    await panel.waitForState("Training");
    const before = await panel.curve();
    await until("more points", async () => (await panel.curve()).length > before.length);
    const recorded = first.points().map(({ step }) => step);
    for (const { step } of before) assert.ok(recorded.includes(count(step)), `step ${step}`);
    await window.lens("Epoch").waitFor();
  });

  await cases.run(names.stop, { needs: [names.train] }, async () => {
    const panel = await window.results(1);
    await panel.press("Stop");
    await panel.waitForState("Stopped");
    const { state, progress } = first.record();
    assert.equal(state, "stopped");
    assert.ok(progress.step > 0 && progress.step < progress.steps);
    assert.equal(alive(first.record().processId), false);
    await window.lens("Resume").waitFor();
  });

  await cases.run(names.resume, { needs: [names.stop], limit: longWork }, async () => {
    const stoppedAt = first.record().progress.step;
    await window.lens("Resume").click();
    const panel = await window.results(1);
    await panel.waitForState("Training");
    await panel.waitForState("Finished", 1000 * longWork);
    await window.lens("Evaluate").waitFor();
    const { progress } = first.record();
    assert.ok(progress.step === progress.steps && progress.step > stoppedAt);
    assertWholeCurve(await panel.curve(), first);
  });

  await cases.run("the panel shows the engine's numbers", { needs: [names.resume] }, async () =>
    assertNumbers(await window.results(1), first.evaluation()),
  );

  for (const theme of ["dark", "light"]) {
    await cases.run(`every tab is drawn in the ${theme} theme`, { needs: [names.resume] }, () =>
      drawTabs(stage, theme),
    );
  }

  await cases.run("Evaluate repeats the evaluation", { needs: [names.resume] }, async () => {
    const file = join(first.folder, "evaluation.json");
    const before = statSync(file).mtimeMs;
    const { bytes } = first.evaluation().compression;
    await window.lens("Evaluate").click();
    await until("a new evaluation", () => statSync(file).mtimeMs > before, 120);
    assertSameContent(first.evaluation().compression.bytes, bytes);
    await assertNumbers(await window.results(1), first.evaluation());
  });

  const compressed = join(folder, "jets.collimated.npz");
  await cases.run("Compress… on the lens writes the file", { needs: [names.resume] }, async () => {
    await window.lens("Compress").click();
    await window.acceptFileDialog("jets.collimated.npz");
    await window.notification("every value within its bound").waitFor({ timeout: 120_000 });
    const expected = first.evaluation().compression.outputBytes;
    assert.ok(Math.abs(statSync(compressed).size - expected) <= dateBytes);
    const report = collimate(stage, "verify", compressed, "--against", "jets.npz");
    assert.equal(report.violations, 0);
    await window.clearNotifications();
  });

  await cases.run("Compress File… of the palette does too", { needs: [names.resume] }, async () => {
    const other = join(folder, "other.collimated.npz");
    await window.openFile("jets.collimate.json");
    await window.command("Collimate: Compress File…");
    await window.acceptFileDialog("jets.collimated.npz", other);
    await window.notification("every value within its bound").waitFor({ timeout: 120_000 });
    assert.ok(existsSync(other));
    assert.ok(Math.abs(statSync(other).size - statSync(compressed).size) <= dateBytes);
    await window.clearNotifications();
  });

  await cases.run(names.reload, { needs: [names.resume], limit: longWork }, async () => {
    await window.openFile("jets.collimate.json");
    await window.lens("Train").click();
    let panel = await window.results(2);
    await panel.waitForState("Training");
    await panel.curve();
    const { processId } = second.record();
    await window.reload();
    panel = await window.results(2, 60_000);
    await panel.waitForState("Training");
    assert.equal(second.record().processId, processId);
    assert.ok(alive(processId));
    const recorded = second.points().map(({ step }) => step);
    // What has just been recorded is on its way to the panel.
    const shown = await until("the panel shows what was recorded", async () => {
      const steps = (await panel.curve()).map(({ step }) => count(step));
      return steps.length >= recorded.length && steps;
    });
    assert.deepEqual(shown.slice(0, recorded.length), recorded);
  });

  await cases.run(names.killed, { needs: [names.reload] }, async () => {
    process.kill(second.record().processId, "SIGKILL");
    const panel = await window.results(2);
    await panel.waitForState("Interrupted", 45_000);
    await window.openFile("jets.collimate.json");
    await window.lens("was interrupted").waitFor();
  });

  await cases.run(
    "an interrupted run is resumed to the end",
    { needs: [names.killed], limit: longWork },
    async () => {
      const panel = await window.results(2);
      await panel.press("Resume");
      await panel.waitForState("Training");
      await panel.waitForState("Finished", 1000 * longWork);
      assertWholeCurve(await panel.curve(), second);
      // Stopped once or killed once, one seed gives the same model and the same file.
      const [a, b] = [first, second].map((run) => run.evaluation().compression.bytes);
      assertSameContent(b, a);
    },
  );

  await cases.run("nothing complains in the pages", { needs: [names.lens] }, async () => {
    assert.deepEqual(window.complaints.filter(isOurs), []);
  });
}

async function misspeltKey(window) {
  await window.openFile("typo.collimate.json");
  await window.page.locator(".squiggly-error").first().waitFor();
  await window.lens("1 problem").waitFor();
  await window.command("Problems: Focus on Problems View");
  const problems = window.page.locator(".markers-panel .monaco-list-row");
  await problems.filter({ hasText: "trainning" }).first().waitFor();
  const texts = (await problems.allInnerTexts()).filter((text) => text.includes("trainning"));
  assert.equal(texts.length, 1, `reported once: ${texts.join(" | ")}`);
  assert.match(texts[0], /"training"/);
  await window.command("View: Toggle Panel Visibility");
}

/** The whole curve is there, and steps come at equal distances. */
function assertWholeCurve(shown, run) {
  const recorded = run.points();
  assert.deepEqual(
    shown.map(({ step }) => count(step)),
    recorded.map(({ step }) => step).sort((a, b) => a - b),
  );
  const validation = recorded.filter(({ kind }) => kind === "validation");
  const { progress } = run.record();
  assert.equal(validation.length, progress.epochs);
  const distance = progress.steps / progress.epochs;
  assert.deepEqual(
    validation.map(({ step }) => step),
    Array.from({ length: progress.epochs }, (_, epoch) => distance * (epoch + 1)),
  );
}

/** Two byte budgets of the same model and data. */
function assertSameContent(actual, expected) {
  const { header: actualHeader, ...actualRest } = actual;
  const { header, ...rest } = expected;
  assert.deepEqual(actualRest, rest);
  assert.ok(Math.abs(actualHeader - header) <= dateBytes);
}

async function assertNumbers(panel, evaluation) {
  const { compression } = evaluation;
  await panel.openTab("Overview");
  const card = panel.frame.locator(".card", { hasText: "Ratio, all bytes counted" });
  const ratio = parseFloat(await card.locator(".value").innerText());
  assert.equal(ratio, Number(compression.ratio.toPrecision(3)));
  await panel.openTab("Compression");
  const budget = await panel.frame.getByText("bytes out").first().innerText();
  const [input, output] = budget.match(/\d[\d,]*/g).map(count);
  assert.deepEqual([input, output], [compression.inputBytes, compression.outputBytes]);
  const rows = panel.frame.locator("table[aria-label='Cost of each column'] tbody tr");
  assert.equal(await rows.count(), compression.columns.length);
}

async function drawTabs({ window, folder, pictures }, theme) {
  const { name, window: outside, page: inside } = themes[theme];
  mkdirSync(join(folder, ".vscode"), { recursive: true });
  const settings = JSON.stringify({ "workbench.colorTheme": name });
  writeFileSync(join(folder, ".vscode", "settings.json"), settings);
  await window.page.locator(`.monaco-workbench.${outside}`).first().waitFor();
  const panel = await window.results(1);
  await panel.frame.locator(`body.${inside}`).waitFor();
  for (const tab of tabs) {
    await panel.openTab(tab);
    await until(`something in ${tab}`, async () => (await panel.text()).length > 200);
    for (const canvas of await panel.frame.locator("canvas:visible").all()) {
      assert.ok(await canvas.evaluate(isPainted), `an empty canvas in ${tab}`);
    }
    await window.page.waitForTimeout(300);
    await window.page.screenshot({ path: join(pictures, `${tab.toLowerCase()}-${theme}.png`) });
  }
}

/** Whether a canvas has more than one colour. Runs in the page. */
function isPainted(canvas) {
  const { width, height } = canvas;
  if (width === 0 || height === 0) return true;
  const pixels = new Uint32Array(
    canvas.getContext("2d").getImageData(0, 0, width, height).data.buffer,
  );
  return pixels.some((pixel) => pixel !== pixels[0]);
}

function collimate({ root, folder }, ...args) {
  const script = join(root, "dist/collimate.js");
  const command = [script, ...args, "--json", "--quiet"];
  return JSON.parse(execFileSync(process.execPath, command, { cwd: folder }));
}

function alive(processId) {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

/** A number as the panel writes it. */
const count = (text) => Number(text.replaceAll(/[,\s]/g, ""));

/** The workbench itself complains that it cannot reach its gallery, and of files that it does not ship. */
const isOurs = (complaint) =>
  /vscode-webview|Content.Security.Policy|collimate/i.test(complaint) && !/vsda/.test(complaint);
