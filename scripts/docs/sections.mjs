import { PlainError } from '../lib/plainError.mjs';

/**
 * Puts generated text between the comments `<!-- generated:NAME -->` and `<!-- /generated:NAME -->`.
 * @param {string} text
 * @param {Record<string, string>} sections by name
 */
export function fillSections(text, sections) {
  let result = text;
  for (const [name, content] of Object.entries(sections)) {
    const open = `<!-- generated:${name} -->`;
    const close = `<!-- /generated:${name} -->`;
    const start = result.indexOf(open);
    const end = result.indexOf(close);
    if (start < 0 || end < start) throw new PlainError(`The text has no section ${open} … ${close}.`);
    result = `${result.slice(0, start + open.length)}\n${content}\n${result.slice(end)}`;
  }
  return result;
}
