import { readQuoted } from './quotedLiteral.ts';
import { changeText, PLAIN_NAME, type TextChange, type TextStep } from './textChange.ts';
import { inCase, WORD_CASES } from './wordCase.ts';

/** A text and what it became. */
export interface TextPair {
  readonly before: string;
  readonly after: string;
}

export interface LearnedTextChange {
  readonly change: TextChange;
  /**
   * The change is one of form, so that a single pair tells it: quotes, regex flags, a string's prefix, digits. Any other needs
   * pairs that differ, or it may be a plain renaming.
   */
  readonly ofForm: boolean;
}

/** Longer texts are no names, strings or numbers; they are not looked into. */
const TEXT_MAX = 2_000;
/** Shorter remains are what any two texts may have in common. */
const CARRIED_MIN = 2;
const REPLACED_MAX = 3;
const INSIDE_MAX = 1;

/** The simplest change that makes every pair's text the other; undefined where none does. */
export function learnTextChange(pairs: readonly TextPair[]): LearnedTextChange | undefined {
  const first = pairs[0];
  if (
    !first ||
    pairs.some(({ before, after }) => before === after || before.length + after.length > TEXT_MAX)
  )
    return undefined;
  for (const candidate of candidatesOf(first, INSIDE_MAX)) {
    if (pairs.every(({ before, after }) => changeText(candidate.change, before) === after)) return candidate;
  }
  return undefined;
}

function candidatesOf(pair: TextPair, insideMax: number): readonly LearnedTextChange[] {
  return [
    ...ofForm(regexSteps(pair)),
    ...ofForm(stringSteps(pair)),
    ...ofForm(numberSteps(pair)),
    ...ofNames(signSteps(pair)),
    ...ofNames(caseSteps(pair)),
    ...(insideMax > 0 ? insideSteps(pair, insideMax) : []),
    ...ofNames(affixSteps(pair)),
  ];
}

function ofForm(changes: readonly TextChange[]): readonly LearnedTextChange[] {
  return changes.map((change) => ({ change, ofForm: true }));
}

function ofNames(changes: readonly TextChange[]): readonly LearnedTextChange[] {
  return changes.map((change) => ({ change, ofForm: false }));
}

function regexSteps({ before, after }: TextPair): readonly TextChange[] {
  const form = /^(\/.+\/)([a-z]*)$/su;
  const left = form.exec(before);
  const right = form.exec(after);
  if (!left || !right || left[1] !== right[1]) return [];
  const old = left[2] ?? '';
  const now = right[2] ?? '';
  const add = [...now].filter((flag) => !old.includes(flag)).join('');
  const drop = [...old].filter((flag) => !now.includes(flag)).join('');
  return [[{ regexFlags: { ...(add !== '' && { add }), ...(drop !== '' && { drop }) } }]];
}

function stringSteps({ before, after }: TextPair): readonly TextChange[] {
  const left = readQuoted(before);
  if (!left) return wrapSteps(before, after);
  if (after === left.body && left.prefix === '')
    return [[{ quotes: PLAIN_NAME.test(after) ? 'none' : 'bare' }]];
  const right = readQuoted(after);
  if (!right) return [];
  const steps: TextStep[] = [];
  if (left.prefix !== right.prefix) steps.push({ stringPrefix: right.prefix });
  const names = { "'": 'single', '"': 'double', '`': 'backtick' } as const;
  const quote = right.quote as keyof typeof names;
  if (left.quote !== right.quote && quote in names) steps.push({ quotes: names[quote] });
  return steps.length === 0 ? [] : [steps];
}

/** A name that becomes a string. */
function wrapSteps(before: string, after: string): readonly TextChange[] {
  const quoted = readQuoted(after);
  if (quoted?.body !== before || !PLAIN_NAME.test(before)) return [];
  return [[{ addPrefix: quoted.prefix + quoted.quote }, { addSuffix: quoted.quote }]];
}

/** The same kind of string around a body that changed. */
function insideSteps({ before, after }: TextPair, insideMax: number): readonly LearnedTextChange[] {
  const left = readQuoted(before);
  const right = readQuoted(after);
  if (!left || !right || left.prefix !== right.prefix || left.quote !== right.quote) return [];
  return candidatesOf({ before: left.body, after: right.body }, insideMax - 1).map(({ change }) => ({
    change: [{ inside: change }],
    ofForm: false,
  }));
}

function numberSteps({ before, after }: TextPair): readonly TextChange[] {
  const plain = (text: string): string => text.replace(/_/gu, '');
  if (!/^\d/u.test(before) || plain(before) !== plain(after)) return [];
  return [[{ digits: 'grouped' }], [{ digits: 'plain' }]];
}

/** A sign before or after a name: `#name`, `_name`, `name!`, `...name`. */
function signSteps({ before, after }: TextPair): readonly TextChange[] {
  const isSign = (text: string): boolean => text !== '' && /^[^\p{L}\p{N}\s]+$/u.test(text);
  const steps: TextChange[] = [];
  const dropped = before.slice(0, before.length - after.length);
  const added = after.slice(0, after.length - before.length);
  if (before.endsWith(after) && isSign(dropped)) steps.push([{ dropPrefix: dropped }]);
  if (after.endsWith(before) && isSign(added)) steps.push([{ addPrefix: added }]);
  const tail = before.slice(after.length);
  const grown = after.slice(before.length);
  if (before.startsWith(after) && isSign(tail)) steps.push([{ dropSuffix: tail }]);
  if (after.startsWith(before) && isSign(grown)) steps.push([{ addSuffix: grown }]);
  return steps;
}

function caseSteps({ before, after }: TextPair): readonly TextChange[] {
  return WORD_CASES.filter((wanted) => inCase(before, wanted) === after).map((wanted) => [{ case: wanted }]);
}

function affixSteps(pair: TextPair): readonly TextChange[] {
  const { before, after } = pair;
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const changes: TextChange[] = [...recasedAffixes(pair)];
  const gone = before.slice(head, before.length - tail);
  const come = after.slice(head, after.length - tail);
  if (head === 0 && tail >= CARRIED_MIN) changes.push(prefixSteps(gone, come));
  if (tail === 0 && head >= CARRIED_MIN) changes.push(suffixSteps(gone, come));
  if (head > 0 && tail > 0 && gone !== '') changes.push([{ replace: gone, by: come }]);
  changes.push(...keptParts(pair), ...replacements(pair, head));
  return changes;
}

function prefixSteps(gone: string, come: string): TextChange {
  return [...(gone === '' ? [] : [{ dropPrefix: gone }]), ...(come === '' ? [] : [{ addPrefix: come }])];
}

function suffixSteps(gone: string, come: string): TextChange {
  return [...(gone === '' ? [] : [{ dropSuffix: gone }]), ...(come === '' ? [] : [{ addSuffix: come }])];
}

/** `getName` ↔ `name`: a prefix, with the first letter behind it in the other case. */
function recasedAffixes({ before, after }: TextPair): readonly TextChange[] {
  const changes: TextChange[] = [];
  const cut = before.length - after.length;
  if (cut > 0 && after.length >= CARRIED_MIN) {
    const kept = before.slice(cut);
    for (const wanted of ['uncapital', 'capital'] as const)
      if (kept !== after && inCase(kept, wanted) === after)
        changes.push([{ dropPrefix: before.slice(0, cut) }, { case: wanted }]);
  }
  if (cut < 0 && before.length >= CARRIED_MIN) {
    for (const wanted of ['capital', 'uncapital'] as const) {
      const recased = inCase(before, wanted);
      if (recased !== before && after.endsWith(recased))
        changes.push([{ case: wanted }, { addPrefix: after.slice(0, -cut) }]);
    }
  }
  return changes;
}

/** Only what stands after or before a mark is kept. */
function keptParts({ before, after }: TextPair): readonly TextChange[] {
  const changes: TextChange[] = [];
  if (before.endsWith(after)) {
    const mark = /[^\p{L}\p{N}\s]+$/u.exec(before.slice(0, before.length - after.length))?.[0];
    if (mark !== undefined) changes.push([{ keepAfter: mark }], [{ keepAfter: mark, last: true }]);
  }
  if (before.startsWith(after)) {
    const mark = /^[^\p{L}\p{N}\s]+/u.exec(before.slice(after.length))?.[0];
    if (mark !== undefined) changes.push([{ keepBefore: mark }], [{ keepBefore: mark, last: true }]);
  }
  return changes;
}

/** The same few characters at every place. */
function replacements({ before, after }: TextPair, head: number): readonly TextChange[] {
  const changes: TextChange[] = [];
  for (let old = 1; old <= REPLACED_MAX; old++) {
    for (let now = 0; now <= REPLACED_MAX; now++) {
      const find = before.slice(head, head + old);
      const by = after.slice(head, head + now);
      if (find === '' || before.split(find).join(by) !== after) continue;
      changes.push([{ replace: find, by, all: true }]);
    }
  }
  return changes;
}
