import { describe, expect, it } from 'vitest';
import { SQL_RULES } from '../../../../src/core/sql/rules/sqlRules.ts';
import { applyEdits } from '../../../../src/core/text/edits.ts';
import { analyze } from '../sqlSupport.ts';

/** Every place where a writer may pause; a stride keeps the suite quick and still cuts words, quotes and brackets. */
const STRIDE = 17;

const EXAMPLES = SQL_RULES.map(({ id, examples }) => ({
  id,
  written: examples.fires,
}));

function expectSoundFindings(text: string, path: string | undefined): void {
  for (const { span, fixes, related } of analyze(text, path === undefined ? {} : { path }).findings) {
    expect(span.start).toBeLessThan(span.end);
    expect(text.slice(span.start, span.end).trim()).not.toBe('');
    const others = [
      ...related.map((place) => place.span),
      ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.span)),
    ];
    for (const { start, end } of [span, ...others]) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(text.length);
      expect(start).toBeLessThanOrEqual(end);
    }
    // A recipe may leave this file as it is and write others.
    for (const { kind, edits } of fixes)
      if (kind !== 'recipe') expect(applyEdits(text, edits)).not.toBe(text);
  }
}

describe('every rule, whatever stands in the text', () => {
  it.each(EXAMPLES)('half typed: $id', ({ written }) => {
    for (const { code, path } of written) {
      for (let length = STRIDE; length < code.length; length += STRIDE) {
        expectSoundFindings(code.slice(0, length), path);
        // The rest of an older version often stands behind.
        expectSoundFindings(`${code.slice(0, length)} ;\nSELECT 1;`, path);
      }
    }
  });

  it.each(EXAMPLES)('behind letters of several bytes and with CRLF: $id', ({ written }) => {
    for (const { code, path } of written) {
      const text = `/* größer 🎉 */ ${code.replaceAll(/\r?\n/gu, '\r\n')}`;
      expect(marksIn(text, path)).toEqual(marksIn(code, path));
      expectSoundFindings(text, path);
    }
  });
});

function marksIn(text: string, path: string | undefined): readonly string[] {
  return analyze(text, path === undefined ? {} : { path }).findings.map(
    ({ rule, span }) => `${rule.id}: ${text.slice(span.start, span.end).replaceAll('\r\n', '\n')}`,
  );
}
