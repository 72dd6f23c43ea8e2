import { type Disposable, env, Uri, type WebviewPanel } from "vscode";
import type { Conversation, MessageParams, NotificationName } from "../../protocol/messageKinds.js";
import type { OutputLog } from "../ui/outputLog.js";
import { panelHtml, type PanelPage } from "./panelHtml.js";

/** The page of a panel in the editor: set up once, heard, and told what is new while it is there. */
export class WebviewPage<C extends Conversation> implements Disposable {
  private ready = false;
  private readonly disposables: readonly Disposable[];

  /** @param receive passes a message of the page to its handler; what it throws is shown */
  constructor(
    private readonly panel: WebviewPanel,
    extensionUri: Uri,
    page: PanelPage,
    log: OutputLog,
    receive: (message: unknown) => Promise<void>,
  ) {
    const root = Uri.joinPath(extensionUri, "dist", "webview");
    panel.webview.options = { enableScripts: true, localResourceRoots: [root] };
    panel.iconPath = Uri.joinPath(extensionUri, "media", "collimate.svg");
    this.disposables = [
      panel.webview.onDidReceiveMessage((message) => {
        receive(message).catch((error: unknown) => {
          log.showError(error);
        });
      }),
      panel.onDidChangeViewState(() => {
        // A hidden page is destroyed; when it is shown again it starts anew and says that it is ready.
        if (!panel.visible) this.ready = false;
      }),
    ];
    panel.webview.html = panelHtml({
      page,
      base: `${panel.webview.asWebviewUri(root).toString()}/`,
      source: panel.webview.cspSource,
      title: panel.title,
      language: env.language,
    });
  }

  /** The page listens from now on. */
  listens(): void {
    this.ready = true;
  }

  /** Says something that a page which is not there does not need. */
  post<N extends NotificationName<C>>(name: N, params: MessageParams<C, N>): void {
    if (this.ready && this.panel.visible) void this.panel.webview.postMessage({ name, params });
  }

  dispose(): void {
    this.ready = false;
    for (const disposable of this.disposables) disposable.dispose();
  }
}
