import type { PanelAction } from '../../../src/protocol/panel.ts';

/** Something that a part deep in the page wants of the editor; the page itself passes it on. */
export interface AskDetail {
  readonly action: PanelAction;
  /** Said once it is done. */
  readonly done?: string;
}

/** Asks the page around an element to have something done. */
export function ask(from: EventTarget | null, action: PanelAction, done?: string): void {
  const detail: AskDetail = { action, ...(done !== undefined && { done }) };
  from?.dispatchEvent(new CustomEvent('fw-ask', { detail, bubbles: true, composed: true }));
}
