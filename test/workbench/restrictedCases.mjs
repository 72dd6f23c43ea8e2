import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** A folder that the user does not trust: results can be looked at, nothing is run. */
export async function restrictedCases(cases, { window, folder }, installed) {
  const lens = "Restricted Mode offers trust instead of training";
  await cases.run(lens, { needs: [installed] }, async () => {
    await window.page.locator('[id="status.workspaceTrust"]').waitFor();
    await window.openFile("jets.collimate.json");
    await window.lens("Trust this folder to train").waitFor();
    const titles = await window.lensTitles();
    assert.ok(
      !titles.some((title) => /^(Train|Resume|Compress|Evaluate)/.test(title)),
      `${titles}`,
    );
  });

  await cases.run(
    "Restricted Mode hides the commands that run things",
    { needs: [lens] },
    async () => {
      const titles = (await window.commandsFor("Collimate: ")).join("\n");
      assert.match(titles, /Show Results/);
      assert.doesNotMatch(titles, /Collimate: (Train|Compress|Decompress|Evaluate|Resume|Stop)/);
    },
  );

  const view = "Restricted Mode shows results without buttons";
  await cases.run(view, { needs: [lens] }, async () => {
    await window.lens("Show Results").click();
    const newest = Math.max(...readdirSync(join(folder, "runs", "jets")).map(Number));
    const panel = await window.results(newest);
    await panel.openTab("Compression");
    assert.equal(await panel.frame.locator(".bar vscode-button").count(), 0);
  });

  await cases.run("trusting the folder brings Train", { needs: [lens] }, async () => {
    await window.page.locator('[id="status.workspaceTrust"]').click();
    const editor = window.page.locator(".workspace-trust-editor");
    await editor.getByRole("button", { name: "Trust", exact: true }).click();
    await window.page.locator('[id="status.workspaceTrust"]').waitFor({ state: "hidden" });
    await window.page.keyboard.press("Escape");
    await window.lens("Train").waitFor();
    await window.lens("Trust this folder").waitFor({ state: "hidden" });
  });
}
