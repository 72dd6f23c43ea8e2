import type { HostConnection } from "./hostConnection.js";
import type { ShownRun } from "./panelModel.js";
import type { ViewState } from "./viewState.js";

/** What a section may know and do. */
export interface SectionContext {
  readonly shown: () => ShownRun;
  readonly view: () => ViewState;
  /** Saves a choice and builds the section anew. */
  readonly choose: (change: Partial<ViewState>) => void;
  /** Saves a choice and only refreshes the drawings, so that a control may be held. */
  readonly adjust: (change: Partial<ViewState>) => void;
  readonly send: HostConnection["send"];
}

/** The content of one tab. */
export interface Section {
  readonly element: HTMLElement;
  /** New data arrived. False: the section cannot take it up and must be built anew. */
  update(): boolean;
  /** The theme changed. */
  redraw(): void;
  dispose(): void;
}
