import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./runFolder.mjs";

/** The Python reader goes into the workspace, and replaces nothing unasked. */
export async function pythonReaderCases(cases, { window, folder, root }, installed) {
  const reader = readFileSync(join(root, "dist/collimate.py"), "utf8");
  const copy = join(folder, "collimate.py");
  const text = () => readFileSync(copy, { encoding: "utf8", flag: "a+" });
  const command = async () => {
    await window.clearNotifications();
    await window.command("Collimate: Copy Python Reader");
    await window.acceptFileDialog("jets/");
  };

  const copies = "Copy Python Reader writes collimate.py and offers to open it";
  await cases.run(copies, { needs: [installed] }, async () => {
    await command();
    await window.notification("it needs numpy alone").waitFor();
    assert.equal(text(), reader);
    await window.page.getByRole("button", { name: "Open", exact: true }).last().click();
    await window.page.locator(".tab.active", { hasText: "collimate.py" }).waitFor();
  });

  await cases.run(
    "a changed collimate.py is replaced only on request",
    { needs: [copies] },
    async () => {
      writeFileSync(copy, "mine\n");
      const dialog = window.page.locator(".monaco-dialog-box");
      await command();
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await dialog.waitFor({ state: "hidden" });
      assert.equal(text(), "mine\n");
      await command();
      await dialog.getByRole("button", { name: "Replace" }).click();
      await until("the reader", () => text() === reader);
    },
  );
}
