import { describe, expect, it } from 'vitest';
import { fixAll } from '../../../../src/core/patterns/fixAll.ts';
import { verifiedFixes } from '../../../../src/core/patterns/verifiedFixes.ts';
import type { Analyzer } from '../../../../src/core/rules/analyzer.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';
import { applyEdits } from '../../../../src/core/text/edits.ts';
import { generatePython, generateTypeScript } from '../../../bench/generateCode.ts';
import { learnedAnalyzer, learnedPattern } from '../../../support/learnedAnalyzer.ts';

function analyzed(analyzer: Analyzer, language: Language, text: string, path = 'src/a') {
  const document = analyzer.analyze({ path, language, text });
  if (!document) throw new Error('cancelled');
  return document;
}

/** The text after the first fix of the first finding that holds; undefined when there is none. */
function fixed(analyzer: Analyzer, language: Language, text: string): string | undefined {
  const document = analyzed(analyzer, language, text);
  const [finding] = document.analysis.findings;
  const [fix] = finding ? verifiedFixes(analyzer, document, finding) : [];
  return fix && applyEdits(text, fix.edits);
}

const GET = { before: 'load(axios.get("/user"));\n', after: 'load(http.get("/user"));\n' };

describe('a learned rule', () => {
  it('finds what its edit would change, and its fix is the edit', async () => {
    const analyzer = await learnedAnalyzer([await learnedPattern('use-http', 'typescript', [GET])]);
    const text = '\uFEFF// é🙂\r\nload(axios.get("/team"));\r\nload(http.get("/x"));\r\n';
    const { findings } = analyzed(analyzer, 'typescript', text).analysis;
    expect(findings).toMatchObject([
      { ruleId: 'use-http', origin: 'learned', patternId: 'use-http', severity: 'LOW' },
    ]);
    expect(fixed(analyzer, 'typescript', text)).toBe(text.replace('axios', 'http'));
  });

  it('reads TypeScript, TSX and JavaScript alike, and no other language', async () => {
    const analyzer = await learnedAnalyzer([await learnedPattern('use-http', 'typescript', [GET])]);
    for (const language of ['tsx', 'javascript'] as const) {
      expect(fixed(analyzer, language, GET.before)).toBe(GET.after);
    }
    expect(analyzed(analyzer, 'python', 'load(axios.get("/user"))\n').analysis.findings).toEqual([]);
  });

  it('finds SQL in any case, and leaves valid SQL', async () => {
    const pattern = await learnedPattern('keep-time-zone', 'sql', [
      {
        before: 'ALTER TABLE orders ADD COLUMN paid_at timestamp;\n',
        after: 'ALTER TABLE orders ADD COLUMN paid_at timestamptz;\n',
      },
      {
        before: 'ALTER TABLE users ADD COLUMN seen_at timestamp;\n',
        after: 'ALTER TABLE users ADD COLUMN seen_at timestamptz;\n',
      },
    ]);
    const analyzer = await learnedAnalyzer([pattern]);
    const text = 'select 1;\n-- later\nalter table carts add column left_at TIMESTAMP;\n';
    expect(fixed(analyzer, 'sql', text)).toBe(text.replace('TIMESTAMP', 'timestamptz'));
    const ignored = `-- fixward-ignore-next-line keep-time-zone: local clocks only\n${text.split('\n')[2]}\n`;
    expect(analyzed(analyzer, 'sql', ignored).analysis).toMatchObject({ findings: [], suppressedCount: 1 });
    expect(
      analyzed(analyzer, 'sql', 'alter table carts add column left_at timest').analysis.findings,
    ).toEqual([]);
  });

  it('brings the imports that its fix needs', async () => {
    const pattern = await learnedPattern('use-decode', 'python', [
      {
        before: 'from json import loads\n\nvalue = loads(text)\n',
        after: 'from fastjson import decode\n\nvalue = decode(text)\n',
      },
    ]);
    const analyzer = await learnedAnalyzer([pattern]);
    const text =
      'import re\nfrom json import loads\n\n\ndef read(body):\n    value = loads(body)\n    return value\n';
    const wanted = text
      .replace('from json import loads', 'from fastjson import decode')
      .replace('loads(', 'decode(');
    expect(fixed(analyzer, 'python', text)).toBe(wanted);
    const both = `${text}\nvalue = loads(other)\n`;
    const result = fixAll(analyzer, analyzed(analyzer, 'python', both), undefined, undefined, () => true);
    expect(result.text).toBe(`${wanted}\nvalue = decode(other)\n`);
    expect(
      analyzed(analyzer, 'python', 'from yaml import loads\n\nvalue = loads(body)\n').analysis.findings,
    ).toEqual([]);
  });

  it('mends all places of a file to a fixed point, inner ones too', async () => {
    const analyzer = await learnedAnalyzer([await learnedPattern('use-http', 'typescript', [GET])]);
    const text = 'load(axios.get(await axios.get("/a")));\n'.repeat(30);
    const result = fixAll(analyzer, analyzed(analyzer, 'typescript', text), undefined, undefined, () => true);
    expect(result.text).toBe(text.replaceAll('axios', 'http'));
  });

  it('says nothing about empty and half-typed texts', async () => {
    const analyzer = await learnedAnalyzer([await learnedPattern('use-http', 'typescript', [GET])]);
    expect(analyzed(analyzer, 'typescript', '').analysis.findings).toEqual([]);
    expect(fixed(analyzer, 'typescript', 'load(axios.ge')).not.toBe('load(');
  });

  it('finds in the parts of a tree that it looks at what it finds in the whole', async () => {
    const examples = {
      typescript: [
        GET,
        { before: 'const rule = store.settings.rule3;\n', after: 'const rule = store.settings.law3;\n' },
        {
          before: "  if (found.state !== 'open') return found;\n",
          after: "  if (found.state === 'sent') return found;\n",
        },
        {
          before: 'await store.save(packed, { retries: 3 });\n',
          after: 'await store.keep(packed, { retries: 3 });\n',
        },
      ],
      python: [
        {
          before: 'found = await store.find(Parcel, parcel_id)\n',
          after: 'found = await store.get(Parcel, parcel_id)\n',
        },
        {
          before: 'packed = replace(found, state="packed")\n',
          after: 'packed = found.with_state("packed")\n',
        },
      ],
    };
    for (const [language, text] of [
      ['typescript', generateTypeScript(200) + GET.before],
      ['python', generatePython(200)],
    ] as const) {
      const contents = await Promise.all(
        examples[language].map((example, index) => learnedPattern(`made-${index}`, language, [example])),
      );
      const near = analyzed(await learnedAnalyzer(contents), language, text).analysis.findings;
      const whole = analyzed(
        await learnedAnalyzer(contents, (parse) => (asked, code) => parse(asked, code)),
        language,
        text,
      ).analysis.findings;
      const plain = (findings: typeof near) =>
        findings.map(({ ruleId, span, fixes }) => [ruleId, span, fixes.map(({ edits }) => edits)]);
      expect(plain(near)).toEqual(plain(whole));
      expect(near.length).toBeGreaterThan(0);
    }
  });
});
