/** Shorter names stand in sentences that are not about them. */
const SHORT_NAME_MIN = 3;
const NAMED_MAX = 200;

/**
 * Which objects of a schema a text speaks of: by their full names, or by the last part of them as a word of its own.
 * Routines are known with their arguments and named without.
 */
export function objectsNamedIn(text: string, objects: Iterable<string>): readonly string[] {
  const words = new Set(text.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []);
  const spoken = text.toLowerCase();
  const named: string[] = [];
  for (const object of objects) {
    const name = object.replace(/\(.*$/su, '').toLowerCase();
    const short = name.slice(name.lastIndexOf('.') + 1).replaceAll('"', '');
    const isNamed = short.length >= SHORT_NAME_MIN && words.has(short);
    // A quoted name may hold blanks, which no word does.
    if (isNamed || (/[^\p{L}\p{N}_$.]/u.test(name) && spoken.includes(name))) named.push(object);
  }
  return named.slice(0, NAMED_MAX);
}
