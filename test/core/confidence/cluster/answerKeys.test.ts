import { beforeAll, describe, expect, it } from 'vitest';
import { type AnswerParsers, answerKeys } from '../../../../src/core/confidence/cluster/answerKeys.ts';
import { createPlainTreeParser } from '../../../../src/engines/astGrep/plainTree.ts';
import { loadLibpgQuery } from '../../../../src/engines/libpgQuery.ts';

let parsers: AnswerParsers;
beforeAll(async () => {
  parsers = { sql: (await loadLibpgQuery()).parseScript, trees: createPlainTreeParser() };
});

const words = (recommendation: string) => ({ recommendation, sql: [] });
const withSql = (sql: string, recommendation = 'Use this.') => ({ recommendation, sql: [{ sql }] });
const fenced = (language: string, code: string, mark = '```') =>
  words(`Do this:\n${mark}${language}\n${code}\n${mark}\nand look.`);

describe('answers are compared', () => {
  it('by their SQL where they hold any, whatever their words', () => {
    const keys = answerKeys(withSql('select 1'), parsers);
    expect(keys?.kind).toBe('sql');
    expect(keys?.keyOf(withSql('SELECT 1;', 'Änders'))).toBe(keys?.keyOf(withSql('select 1')));
    expect(keys?.keyOf(withSql('select 2'))).not.toBe(keys?.keyOf(withSql('select 1')));
    expect(keys?.keyOf(words('select 1'))).toBeUndefined();
  });

  it.each([
    ['ts', 'const a = [1, 2];', '// so\r\nconst a = [\n  1,\n  2,\n]'],
    ['python', "print('a')", 'print("a")  # so'],
    ['JavaScript title=a.js', 'f(a);', 'f( a )'],
  ])('by their code in %s', (language, one, other) => {
    const answer = fenced(language, one);
    const keys = answerKeys(answer, parsers);
    expect(keys?.kind).toBe('code');
    expect(keys?.keyOf(fenced(language, other, '~~~'))).toBe(keys?.keyOf(answer));
    expect(keys?.keyOf(fenced(language, one.replace('a', 'b')))).not.toBe(keys?.keyOf(answer));
    expect(keys?.keyOf(words('Look first.'))).toBeUndefined();
  });

  it('by all blocks of code, in their order', () => {
    const both = (one: string, other: string) =>
      words(`\`\`\`ts\n${one}\n\`\`\`\n\`\`\`py\n${other}\n\`\`\``);
    const keys = answerKeys(both('f()', 'g()'), parsers);
    expect(keys?.keyOf(both('f ( );', 'g()'))).toBe(keys?.keyOf(both('f()', 'g()')));
    expect(keys?.keyOf(both('g()', 'f()'))).not.toBe(keys?.keyOf(both('f()', 'g()')));
  });

  it.each(['42', '**1,000**', 'orders_user_idx', 'Ja.', '`public.orders`'])('by the value %s', (value) => {
    const keys = answerKeys(words(value), parsers);
    expect(keys?.kind).toBe('value');
    expect(keys?.keyOf(words(`  ${value} `))).toBe(keys?.keyOf(words(value)));
  });

  it.each([
    '',
    'Add an index.',
    'x'.repeat(100_000),
    '```ts\n```',
    '```mermaid\ngraph TD\n```',
    '```ts\nhalf',
  ])('by a reader alone where they are words: %.20s', (text) => {
    expect(answerKeys(words(text), parsers)).toBeUndefined();
  });
});
