import { chromium } from "playwright-core";

const patience = 60_000;

/** Starts the browser; `open` gives windows that know nothing of each other. */
export async function startBrowser(executablePath) {
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return {
    open: async (address, folder) => {
      const context = await browser.newContext({
        viewport: { width: 1600, height: 1000 },
        reducedMotion: "reduce",
      });
      await context.addInitScript(skipWorkerUpdates);
      const window = new WorkbenchWindow(await context.newPage(), `${address}/?folder=${folder}`);
      await window.load();
      return window;
    },
    close: () => browser.close(),
  };
}

/**
 * A webview asks whether its service worker is still the newest before it shows anything. Under the service worker of
 * code-server, Chromium answers after two seconds, and after a minute while a training keeps the processors busy. The
 * worker cannot change while the server runs. Runs in the page.
 */
function skipWorkerUpdates() {
  if (!("ServiceWorkerRegistration" in globalThis)) return;
  ServiceWorkerRegistration.prototype.update = function () {
    return Promise.resolve(this);
  };
}

/** A window of the workbench, in the words of somebody who uses it. */
export class WorkbenchWindow {
  /** What pages inside and outside complained about. */
  complaints = [];

  constructor(page, address) {
    this.page = page;
    this.address = address;
    page.setDefaultTimeout(patience);
    page.on("dialog", (dialog) => dialog.accept());
    page.on("pageerror", (error) => this.complaints.push(`error: ${error.message}`));
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error") this.complaints.push(`${message.location().url}: ${text}`);
    });
  }

  async load() {
    await this.page.goto(this.address);
    await this.ready();
  }

  ready() {
    return this.page.locator(".monaco-workbench .part.statusbar").waitFor();
  }

  /** Reloads as a user does; what the window stores every few seconds is stored before. */
  async reload() {
    await this.page.waitForTimeout(6_000);
    await this.page.reload();
    await this.ready();
  }

  close() {
    return this.page.context().close();
  }

  openFile(name) {
    return this.pick("Control+KeyP", name, name);
  }

  /** Runs a command by its title in the palette, with its category: "Collimate: Train". */
  command(title) {
    return this.pick("F1", `>${title}`, title);
  }

  /** Titles that the palette offers for `text`. */
  async commandsFor(text) {
    await this.page.keyboard.press("F1");
    await this.page.locator(".quick-input-widget input.input").fill(`>${text}`);
    await this.page.waitForTimeout(1_000);
    const titles = await this.rows().allInnerTexts();
    await this.page.keyboard.press("Escape");
    return titles;
  }

  /** Rows come and go while one types, so the row is clicked; commands are missing until the extension host is up. */
  async pick(key, text, row) {
    for (let tries = 6; ; tries--) {
      try {
        await this.page.keyboard.press(key);
        const input = this.page.locator(".quick-input-widget input.input");
        await input.fill(text, { timeout: 4_000 });
        await this.rows().filter({ hasText: row }).first().click({ timeout: 4_000 });
        return;
      } catch (error) {
        if (tries === 0) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }

  rows() {
    return this.page.locator(".quick-input-list .monaco-list-row");
  }

  /**
   * Accepts what a file dialog proposes, or another path.
   * @param proposal how the path ends that the dialog starts with
   */
  async acceptFileDialog(proposal, other) {
    const input = this.page.locator(".quick-input-widget input.input");
    const deadline = Date.now() + patience;
    while (!(await input.inputValue()).endsWith(proposal)) {
      if (Date.now() > deadline) throw new Error(`No dialog proposes ${proposal}.`);
      await this.page.waitForTimeout(100);
    }
    if (other !== undefined) await input.fill(other);
    const ok = this.page.locator(".quick-input-widget .quick-input-action a", { hasText: "OK" });
    await ok.click();
  }

  lens(title) {
    return this.page.locator(".codelens-decoration a", { hasText: title }).first();
  }

  async lensTitles() {
    const titles = await this.page.locator(".codelens-decoration a").allInnerTexts();
    return titles.map((title) => title.trim());
  }

  notification(text) {
    const items = this.page.locator(".notifications-toasts .notification-list-item-message");
    return items.filter({ hasText: text }).first();
  }

  async clearNotifications() {
    await this.command("Notifications: Clear All Notifications");
  }

  /**
   * The results panel of run `number`. A webview lies two frames down, and is another one after every reload.
   */
  async results(number, timeout = patience) {
    const heading = new RegExp(`run ${number}\\b`);
    return new ResultsPanel(await this.frameWith(heading, `run ${number}`, timeout));
  }

  /** The panel that compares runs. */
  async comparison(timeout = patience) {
    return new ComparisonPanel(await this.frameWith(/^Compare/, "a comparison", timeout));
  }

  async frameWith(title, what, timeout) {
    const deadline = Date.now() + timeout;
    for (;;) {
      for (const frame of this.page.frames()) {
        const heading = frame.locator("h1", { hasText: title });
        if (await heading.isVisible().catch(() => false)) return frame;
      }
      if (Date.now() > deadline) throw new Error(`No panel shows ${what}.`);
      await this.page.waitForTimeout(100);
    }
  }
}

/** The panel that sets runs side by side. */
export class ComparisonPanel {
  constructor(frame) {
    this.frame = frame;
  }

  async waitForState(state, timeout = patience) {
    await this.frame.locator(".pill", { hasText: state }).waitFor({ timeout });
  }

  heads(label) {
    return this.frame.locator(`table[aria-label="${label}"] thead th`).allInnerTexts();
  }

  /** Cells of the lines below the head. */
  table(label) {
    return this.frame
      .locator(`table[aria-label="${label}"] tbody tr`)
      .evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
      );
  }
}

/** The results panel of one run. */
export class ResultsPanel {
  constructor(frame) {
    this.frame = frame;
  }

  async state() {
    return (await this.frame.locator(".pill").innerText()).trim();
  }

  async waitForState(state, timeout = patience) {
    await this.frame.locator(".pill", { hasText: state }).waitFor({ timeout });
  }

  async openTab(name) {
    const tab = this.frame.getByRole("tab", { name, exact: true });
    await tab.click();
    await this.frame.locator(`[role=tab][aria-selected=true]`, { hasText: name }).waitFor();
  }

  async press(label) {
    await this.frame.locator("vscode-button", { hasText: label }).first().click();
  }

  /** All points of the loss curves in order, from the table behind the chart in the Training tab. */
  async curve() {
    await this.openTab("Training");
    await this.showLossAs("table");
    const rows = this.frame.locator("table.lines tbody tr");
    await rows.first().waitFor();
    const cells = await rows.evaluateAll((all) =>
      all.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
    );
    await this.showLossAs("chart");
    return cells.map(([step, epoch, , curve, loss]) => ({ step, epoch, curve, loss }));
  }

  /** Turns the loss of the Training tab into its table, or back into the chart. */
  async showLossAs(form) {
    const toggle = this.frame.locator('[data-key="table-loss"]');
    const pressed = (await toggle.getAttribute("aria-pressed")) === "true";
    if (pressed !== (form === "table")) await toggle.click();
  }

  async text() {
    return (await this.frame.locator("#app").innerText()).replaceAll("\u00a0", " ");
  }
}
