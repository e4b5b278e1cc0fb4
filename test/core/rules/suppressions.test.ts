import { describe, expect, it } from 'vitest';
import { fixAll } from '../../../src/core/patterns/fixAll.ts';
import type { Language } from '../../../src/core/rules/languages.ts';
import type { Rule } from '../../../src/core/rules/ruleModel.ts';
import { suppressionEdit } from '../../../src/core/rules/suppressionEdit.ts';
import { SUPPRESSION_RULES } from '../../../src/core/rules/suppressionRules.ts';
import { applyEdits } from '../../../src/core/text/edits.ts';
import { testAnalyzer } from '../../support/engine.ts';

const base: Omit<Rule, 'id' | 'match' | 'languages'> = {
  title: 'test rule',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Standards',
  message: 'found',
  actionRequired: 'none',
  why: 'test',
  howToFix: 'test',
  examples: { fires: [], silent: [] },
};
const RULES: readonly Rule[] = [
  {
    ...base,
    id: 'no-bad',
    aliases: ['peer-name'],
    languages: ['typescript', 'tsx', 'javascript', 'python', 'css', 'html', 'yaml', 'bash', 'json', 'sql'],
    match: [
      {
        kind: 'tree',
        languages: ['typescript', 'tsx', 'javascript', 'python'],
        rule: { pattern: 'bad($$$A)' },
      },
      {
        kind: 'tree',
        languages: ['tsx'],
        rule: { kind: 'jsx_self_closing_element', has: { regex: '^Bad$' } },
      },
      { kind: 'tree', languages: ['css'], rule: { kind: 'property_name', regex: '^bad$' } },
      { kind: 'tree', languages: ['yaml'], rule: { kind: 'flow_node', regex: '^bad$' } },
      { kind: 'tree', languages: ['json'], rule: { kind: 'string', regex: '^"bad"$' } },
      { kind: 'tree', languages: ['bash'], rule: { kind: 'command_name', regex: '^bad$' } },
      { kind: 'tree', languages: ['html'], rule: { kind: 'tag_name', regex: '^bad$' } },
      { kind: 'sqlPattern', pattern: 'DROP TABLE $T' },
    ],
  },
  {
    ...base,
    id: 'no-worse',
    languages: ['typescript'],
    match: [{ kind: 'tree', rule: { pattern: 'worse($$$A)' } }],
  },
  ...SUPPRESSION_RULES,
];

async function check(text: string, language: Language = 'typescript') {
  const analyzer = await testAnalyzer({ rules: RULES });
  const document = analyzer.analyze({ path: `a.${language}`, language, text });
  if (!document) throw new Error('cancelled');
  return { analyzer, document, ids: document.analysis.findings.map(({ ruleId }) => ruleId) };
}

describe('a suppression comment', () => {
  it('beside code hides findings of its line', async () => {
    expect((await check('bad(1); // fixward-ignore no-bad: measured\nbad(2);\n')).ids).toEqual(['no-bad']);
  });

  it('alone on its line hides findings of the next line that has code', async () => {
    expect(
      (await check('// fixward-ignore no-bad: known\n// and a remark\n\nbad(1);\nbad(2);\n')).ids,
    ).toEqual(['no-bad']);
    expect((await check('// fixward-ignore-next-line no-bad: known\nbad(1);\n')).ids).toEqual([]);
  });

  it('for the file hides findings wherever it stands', async () => {
    expect((await check('bad(1);\nbad(2);\n/* fixward-ignore-file no-bad: generated */\n')).ids).toEqual([]);
  });

  it('hides only the rules it names', async () => {
    expect((await check('bad(worse(1)); // fixward-ignore no-bad: known\n')).ids).toEqual(['no-worse']);
    expect((await check('bad(worse(1)); // fixward-ignore no-bad, no-worse: known\n')).ids).toEqual([]);
  });

  it('accepts a peer’s name for the rule', async () => {
    expect((await check('bad(1); // fixward-ignore peer-name: known\n')).ids).toEqual([]);
  });

  it('counts what it hid', async () => {
    expect((await check('bad(1); // fixward-ignore no-bad: known\n')).document.analysis.suppressedCount).toBe(
      1,
    );
  });

  it('without a rule hides nothing and is reported', async () => {
    expect((await check('bad(1); // fixward-ignore\n')).ids).toEqual(['no-bad', 'unknown-suppression']);
  });

  it('in a string is text', async () => {
    expect((await check('bad("// fixward-ignore no-bad: x");\n')).ids).toEqual(['no-bad']);
  });

  it('above a SQL statement covers all its lines', async () => {
    expect(
      (await check('-- fixward-ignore no-bad: empty\nDROP\n  TABLE a;\nDROP TABLE b;\n', 'sql')).ids,
    ).toEqual(['no-bad']);
  });

  it('of squawk and pgls is honoured in SQL', async () => {
    expect((await check('-- squawk-ignore peer-name\nDROP TABLE a;\n', 'sql')).ids).toEqual([]);
    expect((await check('-- squawk-ignore\nDROP TABLE a;\n', 'sql')).ids).toEqual([]);
    expect((await check('-- pgls-ignore lint/safety/no-bad: why\nDROP TABLE a;\n', 'sql')).ids).toEqual([]);
    expect((await check('DROP TABLE a;\n-- squawk-ignore-file peer-name\n', 'sql')).ids).toEqual([]);
    for (const comment of [
      '-- pgfence-ignore: peer-name',
      '-- pgfence-ignore',
      '-- eugene: ignore E9, peer-name',
      '-- eugene: ignore',
      '-- noqa: GN1,peer-name',
      '-- noqa',
    ]) {
      expect((await check(`${comment}\nDROP TABLE a;\n`, 'sql')).ids, comment).toEqual([]);
    }
    expect((await check('DROP TABLE a; -- noqa: peer-name\n', 'sql')).ids).toEqual([]);
    expect((await check('DROP TABLE a;\nDROP TABLE b;\n-- pgrubic: noqa: peer-name\n', 'sql')).ids).toEqual(
      [],
    );
    for (const comment of [
      '-- noqa: other',
      '-- eugene: ignore E9',
      '-- eugene ignores this',
      '-- noqa please',
    ]) {
      expect((await check(`${comment}\nDROP TABLE a;\n`, 'sql')).ids, comment).toEqual(['no-bad']);
    }
  });

  it.each<[Language, string, readonly string[]]>([
    ['typescript', 'bad(1); // eslint-disable-line peer-name -- on purpose\nbad(2);\n', ['no-bad']],
    ['typescript', '// eslint-disable-next-line team/peer-name, other\nbad(1);\nbad(2);\n', ['no-bad']],
    ['typescript', '/* eslint-disable peer-name */\nbad(1);\nbad(2);\n', []],
    ['typescript', '/* eslint-disable */\nbad(1);\n', ['no-bad']],
    ['typescript', 'bad(1); // eslint-disable-line\n', ['no-bad']],
    ['typescript', '// biome-ignore lint/style/peer-name: on purpose\nbad(1);\nbad(2);\n', ['no-bad']],
    ['python', 'bad(1)  # noqa: X100, peer-name and why\nbad(2)\n', ['no-bad']],
    ['python', 'bad(1)  # noqa\n', ['no-bad']],
    ['bash', '# shellcheck disable=SC1000,peer-name\nbad\nbad\n', ['no-bad']],
  ])('of another linter is honoured in %s where it names the rule: %j', async (language, text, left) => {
    expect((await check(text, language)).ids).toEqual(left);
  });

  it('survives CRLF', async () => {
    expect((await check('// fixward-ignore-next-line no-bad: known\r\nbad(1);\r\nbad(2);\r\n')).ids).toEqual([
      'no-bad',
    ]);
  });
});

describe('a suppression that does nothing', () => {
  it('is reported as unused, and unknown when no rule has the name', async () => {
    expect((await check('good(); // fixward-ignore no-bad: gone\n')).ids).toEqual(['unused-suppression']);
    expect((await check('good(); // fixward-ignore no-bda: typo\n')).ids).toEqual(['unknown-suppression']);
  });

  it.each([
    ['good(); // fixward-ignore no-bad: gone\n', 'good();\n'],
    ['  // fixward-ignore-next-line no-bad: gone\n  good();\n', '  good();\n'],
    ['bad(1); // fixward-ignore no-bad, no-worse: half\n', 'bad(1); // fixward-ignore no-bad: half\n'],
    ['bad(1); // fixward-ignore no-worse, no-bad: half\n', 'bad(1); // fixward-ignore no-bad: half\n'],
  ])('is taken away by its fix: %j', async (text, fixed) => {
    const { analyzer, document } = await check(text);
    expect(fixAll(analyzer, document).text).toBe(fixed);
  });

  it('is left alone when the rule did not run', async () => {
    const analyzer = await testAnalyzer({ rules: RULES, config: 'version: 1\nrules:\n  no-bad: off\n' });
    const document = analyzer.analyze({
      path: 'a.ts',
      language: 'typescript',
      text: 'bad(1); // fixward-ignore no-bad: x\n',
    });
    expect(document?.analysis.findings).toEqual([]);
  });
});

describe('suppressionEdit', () => {
  it.each<[Language, string, string]>([
    ['typescript', '  bad(1);\n', '  // fixward-ignore-next-line no-bad: slow path\n  bad(1);\n'],
    ['python', 'if x:\n\tbad(1)\n', 'if x:\n\t# fixward-ignore-next-line no-bad: slow path\n\tbad(1)\n'],
    [
      'tsx',
      'const a = (\n  <p>\n    <Bad />\n  </p>\n);\n',
      'const a = (\n  <p>\n    {/* fixward-ignore-next-line no-bad: slow path */}\n    <Bad />\n  </p>\n);\n',
    ],
    ['css', 'a {\n  bad: 1;\n}\n', 'a {\n  /* fixward-ignore-next-line no-bad: slow path */\n  bad: 1;\n}\n'],
    [
      'html',
      '<p>\n  <bad>x</bad>\n</p>\n',
      '<p>\n  <!-- fixward-ignore-next-line no-bad: slow path -->\n  <bad>x</bad>\n</p>\n',
    ],
    ['yaml', 'a:\n  b: bad\n', 'a:\n  # fixward-ignore-next-line no-bad: slow path\n  b: bad\n'],
    ['bash', '#!/bin/sh\nbad\r\n', '#!/bin/sh\n# fixward-ignore-next-line no-bad: slow path\nbad\r\n'],
    [
      'sql',
      'SELECT 1;\nDROP TABLE a;\n',
      'SELECT 1;\n-- fixward-ignore-next-line no-bad: slow path\nDROP TABLE a;\n',
    ],
  ])('writes the comment of %s where it works', async (language, text, expected) => {
    const { analyzer, document } = await check(text, language);
    const [finding] = document.analysis.findings;
    const edit = finding && suppressionEdit(analyzer, document, finding, 'line', 'slow path');
    expect(edit && applyEdits(text, [edit])).toBe(expected);
  });

  it('puts a file’s comment after the shebang', async () => {
    const text = '#!/usr/bin/env python\nbad(1)\nbad(2)\n';
    const { analyzer, document } = await check(text, 'python');
    const [finding] = document.analysis.findings;
    const edit = finding && suppressionEdit(analyzer, document, finding, 'file', 'x');
    expect(edit && applyEdits(text, [edit])).toBe(
      '#!/usr/bin/env python\n# fixward-ignore-file no-bad: x\nbad(1)\nbad(2)\n',
    );
  });

  it.each<[Language, string]>([
    ['typescript', 'const a = `\n${bad(1)}\n`;\n'],
    ['json', '{\n  "a": "bad"\n}\n'],
  ])('offers nothing in %s where a comment cannot stand', async (language, text) => {
    const { analyzer, document } = await check(text, language);
    const [finding] = document.analysis.findings;
    expect(finding && suppressionEdit(analyzer, document, finding, 'line', 'x')).toBeUndefined();
  });

  it('keeps a reason from ending the comment', async () => {
    const { analyzer, document } = await check('a {\n  bad: 1;\n}\n', 'css');
    const [finding] = document.analysis.findings;
    const edit = finding && suppressionEdit(analyzer, document, finding, 'line', 'evil */ b { c: d }\nnext');
    expect(edit?.newText).toBe('  /* fixward-ignore-next-line no-bad: evil * / b { c: d } next */\n');
  });
});

describe('inside a SQL statement', () => {
  const body = (inner: string) => `do $$\nbegin\n${inner}\nend $$;\n`;

  it('covers the next statement of the body, or the whole one from above it', async () => {
    const bad = '  execute format($f$\n    drop table %I\n  $f$, t);\n  drop table b;';
    expect((await check(body(bad), 'sql')).ids).toEqual(['no-bad', 'no-bad']);
    const one = bad.replace('  drop table b', '  -- fixward-ignore no-bad: gone\n  drop table b');
    expect((await check(body(one), 'sql')).ids).toEqual(['no-bad']);
    expect((await check(`-- fixward-ignore-next-line no-bad: gone\n${body(bad)}`, 'sql')).ids).toEqual([]);
    expect((await check(body(`-- fixward-ignore-file no-bad: gone\n${bad}`), 'sql')).ids).toEqual([]);
  });

  it('says when it hides nothing', async () => {
    expect((await check(body('  -- fixward-ignore no-bad: gone\n  perform 1;'), 'sql')).ids).toEqual([
      'unused-suppression',
    ]);
  });

  it('is written above the statement of the body', async () => {
    const text = body('  perform 1;\n  drop\n    table b;');
    const { analyzer, document } = await check(text, 'sql');
    const [finding] = document.analysis.findings;
    const edit = finding && suppressionEdit(analyzer, document, finding, 'line', 'gone');
    expect(edit && applyEdits(text, [edit])).toBe(
      body('  perform 1;\n  -- fixward-ignore-next-line no-bad: gone\n  drop\n    table b;'),
    );
  });
});
