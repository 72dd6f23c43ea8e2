import { commands, l10n, window } from "vscode";

/** Says that an action needs a trusted folder, and offers to manage trust. */
export async function refuseUntrusted(): Promise<void> {
  const manage = l10n.t("Manage Trust");
  const picked = await window.showWarningMessage(
    l10n.t("Training and decoding are off in Restricted Mode. Existing results can be viewed."),
    manage,
  );
  if (picked === manage) await commands.executeCommand("workbench.trust.manage");
}
