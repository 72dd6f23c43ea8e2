import { type Disposable, l10n, type LogOutputChannel, window } from "vscode";
import { messageOf, StoppedError } from "../../errors.js";

/** The output channel of the extension, and the one way in which errors are shown. */
export class OutputLog implements Disposable {
  private readonly channel: LogOutputChannel = window.createOutputChannel("Collimate", {
    log: true,
  });

  info(message: string): void {
    this.channel.info(message);
  }

  error(error: unknown): void {
    this.channel.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  /** Logs an error and shows its message; a stop on request is no error. */
  showError(error: unknown): void {
    if (error instanceof StoppedError) return;
    this.error(error);
    const showLog = l10n.t("Show Log");
    void window.showErrorMessage(messageOf(error), showLog).then((picked) => {
      if (picked === showLog) this.show();
    });
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }
}
