import { z } from 'zod';
import { readQuoted, requote, writeQuoted } from './quotedLiteral.ts';
import { inCase, WORD_CASES } from './wordCase.ts';

const text = z.string().min(1).max(500);

/** One step by which a text becomes another; a step that finds nothing to do refuses the text. */
export type TextStep =
  | { readonly dropPrefix: string }
  | { readonly dropSuffix: string }
  | { readonly addPrefix: string }
  | { readonly addSuffix: string }
  /** Everything up to the mark and the mark go; to its last place when `last`. */
  | { readonly keepAfter: string; readonly last?: boolean | undefined }
  | { readonly keepBefore: string; readonly last?: boolean | undefined }
  | { readonly case: (typeof WORD_CASES)[number] }
  /** Once, or at every place. */
  | { readonly replace: string; readonly by: string; readonly all?: boolean | undefined }
  /** `none` leaves a plain name, `bare` whatever stood in the string. */
  | { readonly quotes: 'single' | 'double' | 'backtick' | 'none' | 'bare' }
  /** Letters before a string's opening quote. */
  | { readonly stringPrefix: string }
  /** What stands between a string's quotes. */
  | { readonly inside: readonly TextStep[] }
  | { readonly regexFlags: { readonly add?: string | undefined; readonly drop?: string | undefined } }
  /** A number with its digits in groups, or without. */
  | { readonly digits: 'grouped' | 'plain' };

const step: z.ZodType<TextStep> = z.lazy(() =>
  z.union([
    z.strictObject({ dropPrefix: text }),
    z.strictObject({ dropSuffix: text }),
    z.strictObject({ addPrefix: text }),
    z.strictObject({ addSuffix: text }),
    z.strictObject({ keepAfter: text, last: z.boolean().optional() }),
    z.strictObject({ keepBefore: text, last: z.boolean().optional() }),
    z.strictObject({ case: z.enum(WORD_CASES) }),
    z.strictObject({ replace: text, by: z.string().max(500), all: z.boolean().optional() }),
    z.strictObject({ quotes: z.enum(['single', 'double', 'backtick', 'none', 'bare']) }),
    z.strictObject({ stringPrefix: z.string().max(3) }),
    z.strictObject({ inside: z.array(step).min(1).max(6) }),
    z.strictObject({
      regexFlags: z.strictObject({
        add: z.string().max(10).optional(),
        drop: z.string().max(10).optional(),
      }),
    }),
    z.strictObject({ digits: z.enum(['grouped', 'plain']) }),
  ]),
);

/** Steps in order; each works on what the one before it left. */
export const textChangeSchema = z.array(step).min(1).max(6);

export type TextChange = readonly TextStep[];

const QUOTES = { single: "'", double: '"', backtick: '`' } as const;
const REGEX = /^(\/(?:[^\\/\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/)([a-z]*)$/u;
export const PLAIN_NAME = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
const GROUP_LENGTH = 3;

/** The changed text; undefined where the change does not fit the text. */
export function changeText(change: TextChange, from: string): string | undefined {
  let now: string | undefined = from;
  for (const one of change) {
    if (now === undefined) return undefined;
    now = takeStep(one, now);
  }
  return now;
}

function takeStep(one: TextStep, now: string): string | undefined {
  if ('dropPrefix' in one)
    return now.startsWith(one.dropPrefix) ? rest(now.slice(one.dropPrefix.length)) : undefined;
  if ('dropSuffix' in one)
    return now.endsWith(one.dropSuffix) ? rest(now.slice(0, -one.dropSuffix.length)) : undefined;
  if ('addPrefix' in one) return one.addPrefix + now;
  if ('addSuffix' in one) return now + one.addSuffix;
  if ('keepAfter' in one) {
    const at = one.last === true ? now.lastIndexOf(one.keepAfter) : now.indexOf(one.keepAfter);
    return at < 0 ? undefined : rest(now.slice(at + one.keepAfter.length));
  }
  if ('keepBefore' in one) {
    const at = one.last === true ? now.lastIndexOf(one.keepBefore) : now.indexOf(one.keepBefore);
    return at < 0 ? undefined : rest(now.slice(0, at));
  }
  if ('case' in one) return changed(now, inCase(now, one.case));
  if ('replace' in one) return replaced(one, now);
  if ('digits' in one) return changed(now, withDigits(one.digits, now));
  if ('regexFlags' in one) return withFlags(one.regexFlags, now);
  return inString(one, now);
}

function inString(
  one: Extract<TextStep, { quotes: string } | { stringPrefix: string } | { inside: unknown }>,
  now: string,
): string | undefined {
  const literal = readQuoted(now);
  if (!literal) return undefined;
  if ('inside' in one) {
    const body = changeText(one.inside, literal.body);
    return body === undefined ? undefined : checked(writeQuoted({ ...literal, body }));
  }
  if ('stringPrefix' in one) return changed(now, writeQuoted({ ...literal, prefix: one.stringPrefix }));
  if (one.quotes === 'bare') return rest(literal.body);
  if (one.quotes === 'none') return PLAIN_NAME.test(literal.body) ? literal.body : undefined;
  const other = requote(literal, QUOTES[one.quotes]);
  return other && checked(writeQuoted(other));
}

/** A string that still reads as one. */
function checked(written: string): string | undefined {
  return readQuoted(written) === undefined ? undefined : written;
}

function rest(left: string): string | undefined {
  return left === '' ? undefined : left;
}

function changed(before: string, after: string | undefined): string | undefined {
  return after === before ? undefined : after;
}

function replaced(
  { replace, by, all }: Extract<TextStep, { replace: string }>,
  now: string,
): string | undefined {
  const at = now.indexOf(replace);
  if (at < 0) return undefined;
  if (all === true) return now.split(replace).join(by);
  if (now.indexOf(replace, at + 1) >= 0) return undefined;
  return now.slice(0, at) + by + now.slice(at + replace.length);
}

function withDigits(form: 'grouped' | 'plain', now: string): string | undefined {
  if (!/^\d[\d_]*$/u.test(now)) return undefined;
  const plain = now.replace(/_/gu, '');
  if (form === 'plain') return plain;
  const first = plain.length % GROUP_LENGTH || GROUP_LENGTH;
  const groups = [plain.slice(0, first), ...(plain.slice(first).match(/\d{3}/gu) ?? [])];
  return groups.join('_');
}

function withFlags(
  { add = '', drop = '' }: { readonly add?: string | undefined; readonly drop?: string | undefined },
  now: string,
): string | undefined {
  const found = REGEX.exec(now);
  if (!found) return undefined;
  const flags = found[2] ?? '';
  const kept = [...flags].filter((flag) => !drop.includes(flag)).join('');
  const added = [...add].filter((flag) => !kept.includes(flag)).join('');
  return changed(now, (found[1] ?? '') + kept + added);
}
