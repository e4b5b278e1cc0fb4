import { LitElement, type PropertyDeclarations } from 'lit';
import type { Panel } from './panel.ts';

/** An element that draws itself anew whenever the panel's model changes. */
export class PanelElement extends LitElement {
  static override properties: PropertyDeclarations = { panel: { attribute: false } };
  declare panel: Panel;
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = undefined;
  }

  protected override willUpdate(): void {
    this.#listen();
  }

  #listen(): void {
    // The model is given after the element is made.
    this.#stop ??= this.panel?.onChange(() => this.requestUpdate());
  }
}
