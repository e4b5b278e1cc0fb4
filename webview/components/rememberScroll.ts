import { noChange } from 'lit';
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js';
import type { Panel } from '../state/panel.ts';

class RememberScroll extends Directive {
  #name: string | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT)
      throw new Error('rememberScroll stands on an element, not in an attribute');
  }

  override update({ element }: ElementPart, [panel, name]: [Panel, string]): unknown {
    if (this.#name === name) return noChange;
    if (this.#name === undefined) {
      element.addEventListener('scroll', () => {
        if (this.#name !== undefined) panel.keepScroll(this.#name, element.scrollTop);
      });
    }
    this.#name = name;
    const pixels = panel.state.scroll[name] ?? 0;
    // What it scrolls is drawn after it.
    requestAnimationFrame(() => {
      if (this.#name === name) element.scrollTop = pixels;
    });
    return noChange;
  }

  render(_panel: Panel, _name: string): unknown {
    return noChange;
  }
}

/** Brings an element back to where it was scrolled to; another name is another place, which begins at its own. */
export const rememberScroll = directive(RememberScroll);
