/** Colours and font of the current theme, read from the page's CSS variables at the time of drawing. */
export interface Theme {
  readonly foreground: string;
  readonly muted: string;
  readonly panel: string;
  readonly line: string;
  readonly grid: string;
  readonly axis: string;
  readonly originalFill: string;
  readonly originalEdge: string;
  readonly decompressed: string;
  readonly bound: string;
  readonly band: string;
  readonly error: string;
  readonly positive: string;
  readonly negative: string;
  /** Of runs that are compared, in their order; a dash pattern goes with each. */
  readonly runs: readonly string[];
  readonly hoverBackground: string;
  readonly hoverForeground: string;
  readonly hoverBorder: string;
  readonly font: string;
  readonly light: boolean;
}

export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const color = (name: string): string => style.getPropertyValue(name).trim() || "#888888";
  const classes = document.body.classList;
  return {
    foreground: color("--foreground"),
    muted: color("--muted"),
    panel: color("--panel"),
    line: color("--line"),
    grid: color("--grid"),
    axis: color("--axis"),
    originalFill: color("--original-fill"),
    originalEdge: color("--original-edge"),
    decompressed: color("--decompressed"),
    bound: color("--bound"),
    band: color("--band"),
    error: color("--error"),
    positive: color("--positive"),
    negative: color("--negative"),
    runs: [1, 2, 3, 4, 5, 6].map((number) => color(`--run-${number}`)),
    hoverBackground: color("--hover-background"),
    hoverForeground: color("--hover-foreground"),
    hoverBorder: color("--hover-border"),
    font: style.fontFamily || "sans-serif",
    light: classes.contains("vscode-light") || classes.contains("vscode-high-contrast-light"),
  };
}

/** Calls back when the host changes the theme: it rewrites the body's classes and the root's variables. */
export function watchTheme(changed: () => void): () => void {
  let pending = 0;
  const observer = new MutationObserver(() => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(changed);
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["style", "class"],
  });
  return () => {
    observer.disconnect();
    cancelAnimationFrame(pending);
  };
}
