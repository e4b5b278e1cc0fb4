import { describe, expect, it } from 'vitest';
import { wordsOfRegex } from '../../../src/core/rules/regexWords.ts';

describe('wordsOfRegex', () => {
  it.each<[string, readonly string[] | undefined]>([
    ['^(md5|sha1)$', ['md5', 'sha1']],
    ['^foo$', ['foo']],
    ['pass.*word', ['pass']],
    ['^(?:this\\.)?prisma\\s*\\.\\s*\\w+', ['prisma']],
    ['colou?r', ['colo']],
    ['ab+cd', ['ab']],
    ['(?:user|admin)_id', ['user', 'admin']],
    ['(?:us|admin)_id', ['_id']],
    ['(?:superuser|admin)_id', ['superuser', 'admin']],
    ['a|bc', undefined],
    ['ab|cd', ['ab', 'cd']],
    ['\\bexec\\(', ['exec(']],
    ['[Pp]assword', ['assword']],
    ['(?i)password', undefined],
    ['(?i:password)', undefined],
    ['(?!never)always', ['always']],
    ['x{0,3}yz', ['yz']],
    ['(?:optional)?', undefined],
    ['[^"\\]]*', undefined],
    ['[[:alpha:]]end', ['end']],
    ['\\p{Lu}end', ['end']],
    ['\\u{1F600}end', ['end']],
    ['', undefined],
    ['(', undefined],
    ['[', undefined],
    ['\\', undefined],
  ])('%s → %j', (source, words) => {
    expect(wordsOfRegex(source)).toEqual(words);
  });

  it('never asks for a word that a matching text may lack', () => {
    const sources = [
      'a(b|cd)?ef',
      'gh(ij|kl)+',
      '(mn){2}op',
      'q(?:rs|t(?:uv|wx))yz',
      '\\$\\{(\\w+)\\}abc',
      'x*?yy',
      '(?:ab|)cd',
    ];
    const texts = [
      'aef',
      'abef',
      'acdef',
      'ghij',
      'ghklij',
      'mnmnop',
      'qrsyz',
      'qtuvyz',
      'qtwxyz',
      '${a}abc',
      'yy',
      'xxyy',
      'cd',
      'abcd',
    ];
    for (const source of sources) {
      const words = wordsOfRegex(source);
      for (const text of texts) {
        if (!words || !new RegExp(source, 'u').test(text)) continue;
        expect(
          words.some((word) => text.includes(word)),
          `${source} on ${text}: ${words.join()}`,
        ).toBe(true);
      }
    }
  });
});
