/**
 * Reads one text field of a JSON object while the object still arrives, so that what is said can be shown while it is
 * written. Feed pieces in order; each call returns what became readable. Only fields of the outermost object count.
 */
export interface PartialString {
  push(piece: string): string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
};

type Place = 'between' | 'string' | 'done';

export function partialString(field: string): PartialString {
  let place: Place = 'between';
  let depth = 0;
  let isKey = false;
  let key = '';
  let escaped = '';
  let isWanted = false;

  const inString = (character: string): string => {
    if (escaped !== '') {
      escaped += character;
      if (escaped === '\\u' || (escaped.startsWith('\\u') && escaped.length < 6)) return '';
      const read = escaped.startsWith('\\u')
        ? String.fromCharCode(Number.parseInt(escaped.slice(2), 16))
        : (ESCAPES[character] ?? character);
      escaped = '';
      return read;
    }
    if (character === '\\') {
      escaped = '\\';
      return '';
    }
    if (character !== '"') return character;
    place = isWanted ? 'done' : 'between';
    return '';
  };

  const between = (character: string): void => {
    if (character === '{' || character === '[') {
      depth += 1;
      isKey = character === '{' && depth === 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
    } else if (character === ',' && depth === 1) {
      isKey = true;
    } else if (character === ':' && depth === 1) {
      isKey = false;
    } else if (character === '"') {
      place = 'string';
      isWanted = depth === 1 && !isKey && key === field;
      if (isKey && depth === 1) key = '';
    }
  };

  return {
    push: (piece) => {
      let said = '';
      for (const character of piece) {
        if (place === 'done') break;
        if (place === 'between') {
          between(character);
          continue;
        }
        const read = inString(character);
        if (isWanted) said += read;
        else if (isKey && depth === 1) key += read;
      }
      return said;
    },
  };
}
