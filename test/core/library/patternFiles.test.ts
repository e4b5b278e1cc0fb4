import { describe, expect, it } from 'vitest';
import { type PatternContentInput, patternContentSchema } from '../../../src/core/library/fixPattern.ts';
import { parsePatternFile } from '../../../src/core/library/parsePatternFile.ts';
import { updatePatternFile, writePatternFile } from '../../../src/core/library/writePatternFile.ts';

function pattern(changes: Partial<PatternContentInput> = {}) {
  return patternContentSchema.parse({
    key: 'enable-rls',
    title: 'Turn on row level security',
    problem_type: 'Security',
    severity: 'HIGH',
    problem_description: 'A table without policies is open to all.',
    ...changes,
  });
}

const MINIMAL = `key: enable-rls
title: Turn on row level security
problem_type: Security
severity: HIGH
problem_description: A table without policies is open to all.
`;

describe('reading a pattern file', () => {
  it('takes one pattern, several documents, or a list', () => {
    const second = MINIMAL.replace('enable-rls', 'force-rls');
    const list = `- ${MINIMAL.trim().replaceAll('\n', '\n  ')}\n- ${second.trim().replaceAll('\n', '\n  ')}\n`;
    expect(parsePatternFile('p.yaml', MINIMAL)).toEqual({
      problems: [],
      rejected: 0,
      patterns: [{ content: pattern(), path: 'p.yaml', line: 0 }],
    });
    for (const text of [`${MINIMAL}---\n${second}`, list]) {
      const { patterns, problems } = parsePatternFile('p.yaml', text);
      expect(problems).toEqual([]);
      expect(patterns.map(({ content, line }) => [content.key, line])).toEqual([
        ['enable-rls', 0],
        ['force-rls', expect.any(Number)],
      ]);
      expect(patterns[1]?.line).toBeGreaterThan(4);
    }
  });

  it('takes nothing from an empty file, and reads through a byte order mark and CRLF', () => {
    expect(parsePatternFile('p.yaml', '')).toEqual({ patterns: [], problems: [], rejected: 0 });
    expect(parsePatternFile('p.yaml', '# nothing yet\n---\n')).toEqual({
      patterns: [],
      problems: [],
      rejected: 0,
    });
    const windows = `\uFEFF${MINIMAL.replaceAll('\n', '\r\n')}`;
    expect(parsePatternFile('p.yaml', windows).patterns[0]?.content).toEqual(pattern());
  });

  it('names the line, the field and what was meant', () => {
    const text = `${MINIMAL.replace('HIGH', 'HIHG')}symptons: [open table]\nlayers: [9]\nexamples:\n  - befor: x\n`;
    const { patterns, problems } = parsePatternFile('.fixward/patterns/a.yaml', text);
    expect(patterns).toEqual([]);
    expect(problems.map(({ line, message }) => [line, message])).toEqual(
      expect.arrayContaining([
        [3, 'severity: expected one of CRITICAL, HIGH, MEDIUM, LOW; did you mean HIGH?'],
        [5, 'symptons: unknown key "symptons"; did you mean symptoms?'],
        [6, 'layers.0: must be 7 or less; it is 9'],
        [8, 'examples.0.befor: unknown key "befor"; did you mean before?'],
      ]),
    );
    expect(new Set(problems.map(({ path }) => path))).toEqual(new Set(['.fixward/patterns/a.yaml']));
  });

  it.each([
    ['layers: [0]', 'layers.0: must be 1 or more; it is 0'],
    ['layers: [2.5]', 'layers.0: expected a whole number'],
    ['layers: [one]', 'layers.0: expected a number'],
    ['layers: 3', 'layers: expected a list'],
    ['layers: [1, 1, 1, 1, 1, 1, 1, 1]', 'layers: must have at most 7 entries; it has 8'],
    [`code_before: ${'ü'.repeat(50_001)}`, 'code_before: must have at most 50000 characters; it has 50001'],
    [`tags: [${'a, '.repeat(201)}]`, 'tags: must have at most 200 entries; it has 201'],
    ['rule_ids: [null]', 'rule_ids.0: expected text'],
    ['rule: yes', 'rule: expected a mapping'],
  ])('says how to mend what does not fit: %#', (line, message) => {
    expect(parsePatternFile('p.yaml', `${MINIMAL}${line}\n`).problems).toEqual([
      { path: 'p.yaml', line: 5, message },
    ]);
  });

  it('says what is empty, missing or too long among the fields that each pattern has', () => {
    const messages = (yaml: string) => parsePatternFile('p.yaml', yaml).problems.map((one) => one.message);
    expect(messages(MINIMAL.replace(/^title: .*$/mu, 'title: ""'))).toEqual(['title: must not be empty']);
    expect(messages(MINIMAL.replace(/^title: .*\n/mu, ''))).toEqual(['title: is missing']);
    expect(messages(MINIMAL.replace(/^title: .*$/mu, `title: ${'t'.repeat(301)}`))).toEqual([
      'title: must have at most 300 characters; it has 301',
    ]);
  });

  it('lets a half-typed document cost only itself', () => {
    const { patterns, problems } = parsePatternFile('p.yaml', `key: [\n---\n${MINIMAL}`);
    expect(patterns.map(({ content }) => content.key)).toEqual(['enable-rls']);
    expect(problems).toMatchObject([{ message: expect.stringMatching(/^not valid YAML/u) }]);
    expect(parsePatternFile('p.yaml', 'just words').problems).toMatchObject([{ line: 0 }]);
    expect(parsePatternFile('p.yaml', '*nowhere').problems).toHaveLength(1);
  });

  it('refuses the same key twice', () => {
    const { patterns, problems } = parsePatternFile('p.yaml', `${MINIMAL}---\n${MINIMAL}`);
    expect(patterns).toHaveLength(1);
    expect(problems).toEqual([
      { path: 'p.yaml', line: 6, message: 'key: "enable-rls" is the key of an earlier pattern' },
    ]);
  });
});

describe('writing a pattern file', () => {
  const rich = pattern({
    title: 'Größe: "ja" – 日本語 🙂 #1',
    tags: ['- dash', 'null', '0x1F', 'yes', ' led by a blank'],
    layers: [1, 3],
    problem_description: 'first line\n\n  indented: yes\ttab\nlast line without a break',
    symptoms: [
      'it’s open: everyone reads it',
      '"quoted"',
      '*star',
      '&and',
      '{brace}',
      '%percent',
      '@at',
      '`tick`',
    ],
    code_before: 'create table t (\r\n  id int\r\n);\r\n',
    code_after: '\n\n  leading blank lines and trailing ones  \n\n\n',
    pattern: { format: 'ast-grep', rule: { any: [{ pattern: '$A' }, { kind: 'x' }] }, n: 1, none: null },
    examples: [{ before: '---\nnot a document end\n...\n', after: '' }],
    prevention_guidance: '',
  });

  it('gives the same pattern back, and then the same text', () => {
    for (const content of [pattern(), rich, pattern({ code_before: 'x'.repeat(40_000) })]) {
      const text = writePatternFile(content);
      const { patterns, problems } = parsePatternFile('p.yaml', text);
      expect(problems).toEqual([]);
      expect(patterns[0]?.content).toEqual(content);
      expect(patterns[0] && writePatternFile(patterns[0].content)).toBe(text);
    }
  });

  it('writes code as blocks and leaves out what is empty', () => {
    expect(writePatternFile(pattern({ code_before: 'a\nb\n' }))).toBe(`${MINIMAL}code_before: |\n  a\n  b\n`);
  });

  it('updates one pattern among others and keeps comments', () => {
    const text = `# our own\n${MINIMAL.replace('HIGH', 'HIGH # agreed in May')}tags: []\n---\n# other\n${MINIMAL.replace('enable', 'force')}`;
    expect(updatePatternFile(text, pattern())).toBeUndefined();
    const updated = updatePatternFile(text, pattern({ title: 'Lock the table', code_after: 'x\ny\n' }));
    expect(updated).toContain('# our own');
    expect(updated).toContain('HIGH # agreed in May');
    expect(updated).toContain('# other');
    expect(parsePatternFile('p.yaml', updated ?? '').patterns.map(({ content }) => content)).toEqual([
      pattern({ title: 'Lock the table', code_after: 'x\ny\n' }),
      pattern({ key: 'force-rls' }),
    ]);
    expect(updatePatternFile(text, pattern({ key: 'elsewhere' }))).toBeUndefined();
  });
});
