import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { commandIds, trustedCommands } from "../../src/host/commands/commandIds.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifestText = readFileSync(join(root, "package.json"), "utf8");
const manifest = JSON.parse(manifestText) as Manifest;
const strings = JSON.parse(readFileSync(join(root, "package.nls.json"), "utf8")) as Record<
  string,
  string
>;
const iconStyles = readFileSync(
  join(root, "node_modules/@vscode/codicons/dist/codicon.css"),
  "utf8",
);

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly icon: string;
  readonly extensionKind: readonly string[];
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: string;
      readonly restrictedConfigurations: readonly string[];
    };
    readonly virtualWorkspaces: { readonly supported: string };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly category: string;
      readonly icon: string;
      readonly enablement?: string;
    }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command: string; readonly when: string }[]>
    >;
    readonly languages: readonly { readonly icon: Readonly<Record<string, string>> }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const hostSources = readdirSync(join(root, "src/host"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(root, "src/host", name), "utf8"));

describe("the manifest", () => {
  const { contributes } = manifest;
  const contributed = contributes.commands.map((one) => one.command);

  it("contributes exactly the commands that are registered", () => {
    expect([...contributed].sort()).toEqual([...commandIds].sort());
  });

  it("puts every command in one category", () => {
    expect(new Set(contributes.commands.map((one) => one.category))).toEqual(
      new Set(["Collimate"]),
    );
  });

  it("names only its own commands in menus", () => {
    const named = Object.values(contributes.menus).flat();
    expect(named.length).toBeGreaterThan(0);
    for (const { command } of named) expect(commandIds).toContain(command);
  });

  it("hides and disables what starts an engine where the folder is not trusted", () => {
    const everywhere = Object.values(contributes.menus).flat();
    for (const id of trustedCommands) {
      const own = contributes.commands.find((one) => one.command === id);
      expect(own?.enablement, id).toContain("isWorkspaceTrusted");
      expect(
        contributes.menus["commandPalette"]!.map((one) => one.command),
        id,
      ).toContain(id);
      for (const item of everywhere.filter((one) => one.command === id)) {
        expect(item.when, id).toContain("isWorkspaceTrusted");
      }
    }
  });

  it("has a text for every key, and no other", () => {
    const keys = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]!);
    expect(keys.length).toBeGreaterThan(20);
    expect([...new Set(keys)].sort()).toEqual(Object.keys(strings).sort());
  });

  it("and the host name only icons that exist", () => {
    const used = [manifestText, ...hostSources].flatMap((text) =>
      [...text.matchAll(/\$\(([a-z0-9-]+)(?:~spin)?\)/g)].map((match) => match[1]!),
    );
    expect(used).toContain("play");
    for (const icon of new Set(used)) expect(iconStyles).toContain(`.codicon-${icon}:before`);
  });

  it("names only context keys that the host sets", () => {
    const clauses = [...manifestText.matchAll(/"(?:when|enablement)": "([^"]*)"/g)].map(
      (match) => match[1]!,
    );
    const asked = clauses.flatMap((text) => text.match(/\bcollimate\.\w+/g) ?? []);
    expect(asked).toContain("collimate.running");
    const source = readFileSync(join(root, "src/host/ui/contextKeys.ts"), "utf8");
    for (const key of new Set(asked)) expect(source).toContain(`"${key}": false`);
  });

  it("refers only to files that are there", () => {
    const files = [
      manifest.icon,
      ...contributes.languages.flatMap((one) => Object.values(one.icon)),
    ];
    for (const file of files) expect(() => readFileSync(join(root, file))).not.toThrow();
  });

  it("activates on configs and panels alone", () => {
    expect(manifest.activationEvents).toEqual([
      "onLanguage:jsonc",
      "onWebviewPanel:collimate.results",
      "onWebviewPanel:collimate.comparison",
    ]);
  });

  it("declares what it needs of the workspace", () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    expect(untrustedWorkspaces.supported).toBe("limited");
    expect(virtualWorkspaces.supported).toBe("limited");
    expect(manifest.extensionKind).toEqual(["workspace"]);
    expect(manifest.engines.vscode).toBe("^1.100.0");
    const settings = Object.keys(contributes.configuration.properties);
    for (const name of untrustedWorkspaces.restrictedConfigurations) {
      expect(settings).toContain(name);
    }
  });

  it("offers exactly the settings that the host reads", () => {
    const source = readFileSync(join(root, "src/host/ui/settings.ts"), "utf8");
    const declared = /interface Settings \{([^}]*)\}/.exec(source)![1]!;
    const names = [...declared.matchAll(/readonly (\w+):/g)].map(
      (match) => `collimate.${match[1]!}`,
    );
    expect(Object.keys(contributes.configuration.properties).sort()).toEqual(names.sort());
  });
});
