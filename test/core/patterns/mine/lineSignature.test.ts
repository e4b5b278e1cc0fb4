import { describe, expect, it } from 'vitest';
import { lineSignature } from '../../../../src/core/patterns/mine/lineSignature.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';

function added(lines: string, language: Language = 'typescript'): string | undefined {
  return lineSignature([], lines.split(/\r?\n/u), language)?.change;
}

describe('the signature of lines that came or went', () => {
  it('is the same for an item of a list wherever it stands', () => {
    expect(added('    signal,')).toBe(' → , signal');
    expect(added('  , signal')).toBe(' → , signal');
    expect(added('  timeout: 5_000,')).toBe(' → , timeout : 5_000');
    expect(lineSignature(['  cache: true,'], [''], 'javascript')?.change).toBe(', cache : true → ');
  });

  it('is there for clauses and for what goes on from the line before', () => {
    expect(added('  .unref()')).toBe(' → . unref ( )');
    expect(added('} finally {\n  close();')).toBe(' → } finally { close ( ) ;');
    expect(added('except ValueError:\n    pass', 'python')).toBe(' → except ValueError : pass');
    expect(added('  AND deleted_at IS NULL', 'sql')).toBe(' → and deleted_at is null');
    expect(added('  größe: 1')).toBe(' → größe : 1');
  });

  it('is none for whole statements, for a new one behind a closing bracket, and for the start of another', () => {
    expect(added('log(value);')).toBeUndefined();
    expect(added('if (!value) return;')).toBeUndefined();
    expect(added("});\n\nit('works', () => {\n  run();")).toBeUndefined();
    expect(added('DROP TABLE a;', 'sql')).toBeUndefined();
  });

  it('is none for blanks, comments, both sides and long passages', () => {
    expect(added('')).toBeUndefined();
    expect(added('// note,')).toBeUndefined();
    expect(lineSignature(['a,'], ['b,'], 'javascript')).toBeUndefined();
    expect(added(Array.from({ length: 8 }, (_, at) => `a${at},`).join('\r\n'))).toBeUndefined();
  });
});
