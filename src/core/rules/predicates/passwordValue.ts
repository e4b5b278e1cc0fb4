import { contentOfString } from './stringText.ts';

/** Shorter values are codes and labels more often than passwords. */
const PASSWORD_LENGTH_MIN = 6;

/**
 * Whether a string reads like a password someone chose: one ASCII word that mixes letters with digits or marks.
 * Plain words are left alone, because they are labels and translations far more often.
 */
export function isPasswordValue(text: string): boolean {
  const content = contentOfString(text);
  if (content.length < PASSWORD_LENGTH_MIN || !/^[\x21-\x7e]+$/u.test(content)) return false;
  if (!/[A-Za-z]/u.test(content) || !/[0-9!@$%^&*]/u.test(content)) return false;
  // Selectors, paths, lookups, validation rules, formats, hashes and member accesses.
  if (/^[#./[(<%:]|^\$\d?\w*\$|[|{}()<>\\]|:\/\/|^\w+(?:\.\w+)+$|^--|=/u.test(content)) return false;
  return !/^[a-z]+(?:[-_][a-z]+)+[-_]?\d?$/u.test(content);
}
