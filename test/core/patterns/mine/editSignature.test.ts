import { describe, expect, it } from 'vitest';
import { editSignature } from '../../../../src/core/patterns/mine/editSignature.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';

function change(before: string, after: string, language: Language = 'typescript'): string | undefined {
  return editSignature(before.split('\n'), after.split('\n'), language)?.change;
}

describe('the signature of an edit', () => {
  it('is the same where the same was done to other names', () => {
    expect(change('if (a.indexOf(b) !== -1) {', 'if (a.includes(b)) {')).toBe(
      change('  while (list.items.indexOf(x.y) !== -1)', '  while (list.items.includes(x.y))'),
    );
    expect(change('x = old(a, b)', 'x = fresh({ a, b })')).not.toBe(
      change('x = old(a, b)', 'x = fresh([a, b])'),
    );
  });

  it('names what is carried from one place to another by number', () => {
    expect(change('assert(f(x), y)', 'assert(y, f(x))')).toBe(change('assert(g(u), v)', 'assert(v, g(u))'));
    expect(change('a = b ? b : c', 'a = b ?? c')).toBe('? $1 : → ??');
  });

  it('names by number what is said twice and stays once', () => {
    expect(change('after(one.close.bind(one))', 'after(() => one.close())')).toBe(
      change('after(two.close.bind(two))', 'after(() => two.close())'),
    );
    expect(change('t.error(error)', 't.assert.ifError(error)')).toBe(
      change('t.error(cause)', 't.assert.ifError(cause)'),
    );
  });

  it('is one although every word is gone or moved, as long as a word was only moved', () => {
    expect(change("response.status(404).json({ error: 'none' });", "sendError(response, 404, 'none');")).toBe(
      change("answer.status(401).json({ error: 'no' });", "sendError(answer, 401, 'no');"),
    );
    expect(change('a.b(1).c({ d: 2 });', 'x(y, 3, 4, z, w, v);')).toBeUndefined();
  });

  it('does not see blanks, comments or their wording', () => {
    expect(change('f(a,b) // old', 'f( a, b ) // new')).toBeUndefined();
    expect(change('// one', '// two')).toBeUndefined();
    expect(change(' * one', ' * two')).toBeUndefined();
    expect(change('x = 1  # one', 'x = 1  # two', 'python')).toBeUndefined();
    expect(change('f(a) // old', 'g(a) // new')).toBe(change('f(a)', 'g(a)'));
  });

  it('reads words of SQL in any case', () => {
    expect(change('ALTER TABLE t ADD c JSON', 'ALTER TABLE t ADD c JSONB', 'sql')).toBe(
      change('alter table u add d json', 'alter table u add d jsonb', 'sql'),
    );
  });

  it('is none for a passage written anew, nor for an endless line', () => {
    expect(
      change('return compute(first, second)', 'for (const x of xs) yield* walk(x.left, depth + 1)'),
    ).toBeUndefined();
    const long = Array.from({ length: 400 }, (_, index) => `a${index}`).join(' ');
    expect(change(long, `${long} b`)).toBeUndefined();
    expect(change('', 'x()')).toBeUndefined();
  });

  it('keeps letters of every script and unfinished strings', () => {
    expect(change("größe = 'ä🙂'", "größe = t('ä🙂')")).toBe(
      '→ t ( … → )'.replace(/^→/u, ' →').replace('… →', '…  →'),
    );
    expect(change("f('open", "g('open")).toBe('f → g');
  });

  it('tells what stands around the change', () => {
    const signature = editSignature(['console.error(x)'], ['console.warn(x)'], 'javascript');
    expect(signature).toMatchObject({
      change: 'error → warn',
      left: 'console .',
      right: '(',
      isOneSided: false,
    });
  });
});
