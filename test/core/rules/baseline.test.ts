import { describe, expect, it } from 'vitest';
import {
  type BaselineFile,
  baselineSize,
  createBaseline,
  EMPTY_BASELINE,
  filterBaseline,
  fingerprintsOf,
  formatBaseline,
  mergeBaseline,
  parseBaseline,
} from '../../../src/core/rules/baseline.ts';
import type { Finding } from '../../../src/core/rules/finding.ts';
import { LineIndex } from '../../../src/core/text/lineIndex.ts';

/** A finding of the rule at every place of the word. */
function file(path: string, text: string, word: string, ruleId = 'no-foo'): BaselineFile {
  const findings = [...text.matchAll(new RegExp(word, 'gu'))].map(
    ({ index }): Finding => ({
      ruleId,
      severity: 'HIGH',
      message: 'm',
      span: { start: index, end: index + word.length },
      origin: 'builtin',
      fixes: [],
    }),
  );
  return { path, text, lines: new LineIndex(text), findings };
}

describe('baseline', () => {
  it('knows a finding whose line moved or was indented, under either line end', () => {
    const baseline = createBaseline([file('a.ts', 'x = foo(1);\n', 'foo')]);
    const { fresh, known, staleCount } = filterBaseline(
      baseline,
      file('a.ts', '\r\n\r\n   x  =  foo(1);\r\n', 'foo'),
    );
    expect([fresh.length, known.length, staleCount]).toEqual([0, 1, 0]);
  });

  it('does not know a changed line, another rule, or another file', () => {
    const baseline = createBaseline([file('a.ts', 'foo(1);\n', 'foo')]);
    expect(filterBaseline(baseline, file('a.ts', 'foo(2);\n', 'foo')).fresh).toHaveLength(1);
    expect(filterBaseline(baseline, file('a.ts', 'foo(1);\n', 'foo', 'no-bar')).fresh).toHaveLength(1);
    expect(filterBaseline(baseline, file('b.ts', 'foo(1);\n', 'foo')).fresh).toHaveLength(1);
  });

  it('counts equal lines, and several findings on one line', () => {
    const baseline = createBaseline([file('a.ts', 'foo(foo);\nfoo(foo);\n', 'foo')]);
    expect(baselineSize(baseline)).toBe(4);
    expect(filterBaseline(baseline, file('a.ts', 'foo(foo);\n'.repeat(3), 'foo')).fresh).toHaveLength(2);
    expect(filterBaseline(baseline, file('a.ts', 'foo(foo);\n', 'foo')).staleCount).toBe(2);
  });

  it('survives being written and read, sorted, without any source text', () => {
    const files = [file('b.ts', 'secretWord(foo)\n', 'foo'), file('a.ts', 'foo\nfoo ä🙂\n', 'foo')];
    const baseline = createBaseline(files);
    const text = formatBaseline(baseline);
    expect(text).not.toContain('secretWord');
    expect(text.indexOf('a.ts')).toBeLessThan(text.indexOf('b.ts'));
    expect(formatBaseline(createBaseline([...files].reverse()))).toBe(text);
    const read = parseBaseline(text);
    expect(
      'baseline' in read && files.map((each) => filterBaseline(read.baseline, each).fresh.length),
    ).toEqual([0, 0]);
  });

  it('replaces only the files it is told to', () => {
    const before = createBaseline([file('a.ts', 'foo\n', 'foo'), file('b.ts', 'foo\n', 'foo')]);
    const after = mergeBaseline(before, EMPTY_BASELINE, new Set(['a.ts']));
    expect([...after.files.keys()]).toEqual(['b.ts']);
  });

  it('says what is wrong with a file it cannot read', () => {
    expect(parseBaseline('')).toMatchObject({ error: expect.stringContaining('not valid JSON') });
    expect(parseBaseline('{"version":2,"findings":{}}')).toMatchObject({
      error: expect.stringContaining('version'),
    });
    expect(parseBaseline('{"version":1,"findings":{"a":{"r":{"h":0}}}}')).toHaveProperty('error');
  });

  it('gives each finding a name of its own that outlives moves', () => {
    const [first, second] = fingerprintsOf(file('a.ts', 'foo\nfoo\n', 'foo'));
    expect(first).not.toBe(second);
    expect(fingerprintsOf(file('a.ts', '\n\nfoo\n  foo\n', 'foo'))).toEqual([first, second]);
    expect(fingerprintsOf(file('b.ts', 'foo\n', 'foo'))[0]).not.toBe(first);
  });
});
