import { noChange } from 'lit';
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js';

type Styles = Readonly<Record<string, string>>;

class Styled extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('styled stands on an element, not in an attribute');
  }

  override update(part: ElementPart, [styles]: [Styles]): unknown {
    if (!(part.element instanceof HTMLElement)) return noChange;
    const { style } = part.element;
    for (const [name, value] of Object.entries(styles)) style.setProperty(name, value);
    return noChange;
  }

  render(_styles: Styles): unknown {
    return noChange;
  }
}

/** Sets styles through the object model: the page's content policy refuses style attributes. */
export const styled = directive(Styled);
