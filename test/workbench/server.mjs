import { execFile, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** What keeps the window still: no welcome pages, no assistants, no theme that follows the machine. */
const userSettings = {
  "workbench.startupEditor": "none",
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  // A file that is open in one group is not opened a second time in another.
  "workbench.editor.revealIfOpen": true,
  "chat.disableAIFeatures": true,
  "window.autoDetectColorScheme": false,
  "workbench.colorTheme": "Default Dark Modern",
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.startupPrompt": "never",
};

/** Without what an outer VS Code says: a server that sees it hands over to that window. */
const environment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VSCODE_|NODE_OPTIONS$)/.test(name)),
  );

/** Installs a packaged extension into the folder `extensions`. */
export async function installExtension(program, folders, vsix) {
  const { stdout, stderr } = await promisify(execFile)(
    program,
    [...folderFlags(folders), "--install-extension", vsix],
    { env: environment() },
  );
  if (!/successfully installed/.test(stdout)) throw new Error(`not installed: ${stdout}${stderr}`);
}

/**
 * Starts the workbench on a free port.
 * @param folders `extensions` and `user`; the path of `user` must be short, because it holds a socket
 * @returns its address and how to stop it
 */
export async function startServer(program, folders, { trusted }) {
  mkdirSync(join(folders.user, "User"), { recursive: true });
  writeFileSync(join(folders.user, "User", "settings.json"), JSON.stringify(userSettings));
  const flags = trusted ? ["--disable-workspace-trust"] : [];
  const child = spawn(program, [...folderFlags(folders), ...flags], { env: environment() });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (log += data));
  const ended = new Promise((done) => child.once("exit", done));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill();
    await ended;
  };
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const address = /HTTP server listening on (http:\S+?)\/?\s/.exec(log)?.[1];
    if (address !== undefined) return { address, stop, log: () => log };
    await new Promise((done) => setTimeout(done, 100));
  }
  await stop();
  throw new Error(`The workbench did not come up:\n${log}`);
}

const folderFlags = ({ extensions, user }) => [
  ...["--extensions-dir", extensions],
  ...["--user-data-dir", user],
];
