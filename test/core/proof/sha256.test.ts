import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/core/proof/fingerprint/sha256.ts';

describe('sha256', () => {
  it.each([
    ['nothing', ''],
    ['a word', 'abc'],
    ['text that fills a block but for the end mark', 'x'.repeat(55)],
    ['text whose length needs a block of its own', 'x'.repeat(56)],
    ['a whole block', 'x'.repeat(64)],
    ['accents, other scripts and emoji', 'Zoë 漢字 👩‍💻\r\n'],
    ['many blocks', 'fixward '.repeat(5000)],
  ])('agrees with the system on %s', (_, text) => {
    expect(sha256(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
  });

  it('reads half of a character pair as the replacement character', () => {
    expect(sha256('\ud83d')).toBe(sha256('\ufffd'));
  });
});
