import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { until } from "./runFolder.mjs";

const longWork = 240;

/** Runs side by side, a report, and a config of Baler, on two small models that the command line trains. */
export async function comparisonCases(cases, stage, installed) {
  const { window, folder, root, pictures } = stage;
  const engine = (...words) => {
    const command = [join(root, "dist/collimate.js"), ...words, "--json", "--quiet"];
    const options = { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 };
    return JSON.parse(execFileSync(process.execPath, command, options));
  };
  const names = {
    compare: "Compare Runs sets two runs side by side",
    reload: "a comparison survives a reload and is not measured again",
  };

  await cases.run(names.compare, { needs: [installed], limit: longWork }, async () => {
    for (const [name, latent] of [
      ["small", 2],
      ["large", 5],
    ]) {
      trainConfig(folder, name, latent);
      engine("train", `${name}.collimate.json`);
    }
    await window.command("Collimate: Compare Runs");
    // The newest run is ticked from the start.
    await window.rows().filter({ hasText: "small · run 1" }).first().click();
    await window.page.locator(".quick-input-widget input.input").first().press("Enter");
    const panel = await window.comparison();
    await panel.waitForState("Measured", 1000 * longWork);
    const rows = await panel.table("Models");
    const head = await panel.heads("Models");
    const { models } = engine("compare", "large/1", "small/1", "--bound", "1e-3");
    assert.deepEqual(rows.map(([name]) => name).sort(), models.map(({ name }) => name).sort());
    for (const { name, withoutBound, atBound } of models) {
      const row = rows.find(([own]) => own === name);
      const shown = (title) => parseFloat(row[head.indexOf(title)]);
      assert.equal(shown("ratio at 10⁻³"), Number(atBound.ratio.toPrecision(3)));
      if (withoutBound === null) continue;
      assert.equal(shown("ratio, no bound"), Number(withoutBound.ratio.toPrecision(3)));
    }
    assert.equal((await panel.table("Fitted peak, jet_mass")).length, 2);
    await window.page.screenshot({ path: join(pictures, "comparison.png") });
  });

  await cases.run(names.reload, { needs: [names.compare] }, async () => {
    const before = await (await window.comparison()).table("Models");
    await window.reload();
    const panel = await window.comparison();
    await panel.waitForState("Measured", 20_000);
    assert.deepEqual(await panel.table("Models"), before);
  });

  await cases.run("every figure is saved as CSV", { needs: [names.reload] }, async () => {
    const panel = await window.comparison();
    await panel.frame.getByRole("button", { name: "CSV…", exact: true }).click();
    await window.acceptFileDialog("comparison.csv", join(folder, "comparison.csv"));
    const file = join(folder, "comparison.csv");
    await until("the file", () => existsSync(file));
    const [head, ...lines] = readFileSync(file, "utf8").trim().split("\n");
    assert.match(
      head,
      /^name,type,architecture,seeds,.*,withoutBound\.fits\.jet_mass\.after\.mean,/,
    );
    assert.equal(lines.length, 3);
  });

  await cases.run("Export Report… writes a page", { needs: [names.compare] }, async () => {
    await window.openFile("small.collimate.json");
    await window.command("Collimate: Export Report…");
    await window.acceptFileDialog("small-1.html");
    await window.notification("a browser opens it without network").waitFor();
    await window.clearNotifications();
    await assertReport(window, join(folder, "small-1.html"));
  });

  await cases.run("Import Baler Config… makes a config", { needs: [installed] }, async () => {
    const python = join(folder, "baler_config.py");
    writeFileSync(
      python,
      'def set_config(c):\n    c.input_path = "jets.npz"\n    c.epochs = 7\n    c.RHO = 0.05\n',
    );
    await window.command("Collimate: Import Baler Config…");
    await window.acceptFileDialog("jets/", python);
    await window.acceptFileDialog("baler.collimate.json");
    await window.notification("Not taken over: RHO").waitFor();
    await window.page.locator(".tab.active", { hasText: "baler.collimate.json" }).waitFor();
    await window.lens("Train").waitFor();
    const text = readFileSync(join(folder, "baler.collimate.json"), "utf8");
    assert.match(text, /"epochs": 7/);
    await window.clearNotifications();
  });
}

function trainConfig(folder, name, latent) {
  const config = {
    input: "jets.npz",
    model: { type: "dense", hidden: [24, 12], latent },
    training: { epochs: 3 },
    evaluation: { fits: [{ column: "jet_mass", window: [100, 225] }] },
  };
  writeFileSync(join(folder, `${name}.collimate.json`), JSON.stringify(config, null, 2));
}

/** The report opens without network and shows its run. */
async function assertReport(window, file) {
  const context = await window.page.context().browser().newContext({ offline: true });
  try {
    const page = await context.newPage();
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(pathToFileURL(file).href);
    await page.locator("h1", { hasText: "small" }).waitFor();
    await page.getByRole("tab", { name: "Evaluation", exact: true }).click();
    await page.getByText("Every column").first().waitFor();
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}
