import { html } from 'lit';

/** A sentence in which names of code stand between backticks, as code; the text itself stays text. */
export function withNames(sentence: string): readonly unknown[] {
  return sentence.split('`').map((part, index, { length }) =>
    // The last of an odd number of backticks begins nothing.
    index % 2 === 0 ? part : index === length - 1 ? `\`${part}` : html`<code>${part}</code>`,
  );
}
