import { describe, expect, it } from 'vitest';
import { fixAll } from '../../../src/core/patterns/fixAll.ts';
import { verifiedFixes, verifiedFixesOfAll } from '../../../src/core/patterns/verifiedFixes.ts';
import { mapSpan, verifyFix } from '../../../src/core/patterns/verifyFix.ts';
import type { FixTemplate, Rule } from '../../../src/core/rules/ruleModel.ts';
import { testAnalyzer } from '../../support/engine.ts';

function ruleOf(id: string, pattern: string, fixes: readonly FixTemplate[]): Rule {
  return {
    id,
    title: id,
    kind: 'detection',
    severity: 'MEDIUM',
    problemType: 'Standards',
    languages: ['typescript'],
    message: 'found',
    actionRequired: 'none',
    why: 'test',
    howToFix: 'test',
    match: [{ kind: 'tree', rule: { pattern }, fixes }],
    examples: { fires: [], silent: [] },
  };
}

const auto = (replace: string): FixTemplate => ({ title: `to ${replace}`, kind: 'auto', replace });

async function check(text: string, rules: readonly Rule[]) {
  const analyzer = await testAnalyzer({ rules });
  const document = analyzer.analyze({ path: 'a.ts', language: 'typescript', text });
  const finding = document?.analysis.findings[0];
  if (!document || !finding) throw new Error('nothing found');
  return { analyzer, document, finding };
}

async function verdictOf(text: string, rules: readonly Rule[]) {
  const { analyzer, document, finding } = await check(text, rules);
  const [fix] = finding.fixes;
  if (!fix) throw new Error('no fix');
  const verdict = verifyFix(analyzer, document, finding, fix);
  return verdict.holds ? 'holds' : verdict.reason;
}

describe('a fix holds', () => {
  it('when the finding is gone and the text still parses', async () => {
    expect(await verdictOf('old(1);', [ruleOf('a', 'old($X)', [auto('fresh($X)')])])).toBe('holds');
  });

  it('in a file that had syntax errors before', async () => {
    expect(await verdictOf('old(1);\nconst = ;', [ruleOf('a', 'old($X)', [auto('fresh($X)')])])).toBe(
      'holds',
    );
  });
});

describe('a fix does not hold', () => {
  it('when it changes nothing', async () => {
    expect(await verdictOf('old(1);', [ruleOf('a', 'old($X)', [auto('old($X)')])])).toBe('changes nothing');
  });

  it('when the finding is still there', async () => {
    expect(await verdictOf('old(1);', [ruleOf('a', 'old($X)', [auto('old(2)')])])).toBe(
      'finding is still there',
    );
  });

  it('when it would be applied again and again', async () => {
    expect(await verdictOf('old(1);', [ruleOf('a', 'old($X)', [auto('wrap(old($X))')])])).toBe(
      'finding is still there',
    );
  });

  it('when it brings another finding', async () => {
    const rules = [ruleOf('a', 'old($X)', [auto('evil($X)')]), ruleOf('b', 'evil($X)', [])];
    expect(await verdictOf('old(1);', rules)).toBe('new finding appears');
  });

  it('when the result does not parse', async () => {
    expect(await verdictOf('old(1);', [ruleOf('a', 'old($X)', [auto('if (')])])).toBe('text does not parse');
  });
});

describe('verifiedFixes', () => {
  it('leaves out what does not hold and prefers the first that does', async () => {
    const { analyzer, document, finding } = await check('old(1);', [
      ruleOf('a', 'old($X)', [auto('old(3)'), { ...auto('guess($X)'), kind: 'suggest' }, auto('fresh($X)')]),
    ]);
    expect(
      verifiedFixes(analyzer, document, finding).map(({ title, preferred }) => [title, preferred]),
    ).toEqual([
      ['to guess($X)'.replace('$X', '1'), true],
      ['to fresh(1)', false],
    ]);
  });
});

describe('verifiedFixesOfAll', () => {
  const rules = [
    ruleOf('a', 'old($X)', [auto('fresh($X)'), { ...auto('other($X)'), kind: 'suggest' }]),
    ruleOf('b', 'broken($X)', [auto('if ('), auto('mended($X)')]),
  ];

  it('gives each finding what it would get alone', async () => {
    const { analyzer, document } = await check('old(old(1));\nbroken(2);\nold(3);\nbroken(4);', rules);
    const all = verifiedFixesOfAll(analyzer, document, document.analysis.findings);
    for (const finding of document.analysis.findings) {
      expect(all.get(finding)).toEqual(verifiedFixes(analyzer, document, finding));
    }
    expect(all.size).toBe(5);
  });

  it('tries fixes together, so that many findings need few checks', async () => {
    const { analyzer, document } = await check('old(1);\n'.repeat(50), rules);
    let checks = 0;
    const counting = {
      ...analyzer,
      analyze: (...args: Parameters<typeof analyzer.analyze>) => {
        checks++;
        return analyzer.analyze(...args);
      },
    };
    const all = verifiedFixesOfAll(counting, document, document.analysis.findings);
    expect([...all.values()].every((fixes) => fixes.length === 2)).toBe(true);
    expect(checks).toBe(2);
  });

  it('has nothing to say about nothing', async () => {
    const { analyzer, document } = await check('old(1);', rules);
    expect(verifiedFixesOfAll(analyzer, document, []).size).toBe(0);
  });
});

describe('fixAll', () => {
  const nested = [ruleOf('a', 'old($X)', [auto('fresh($X)')])];

  it('goes on until nested findings are gone', async () => {
    const { analyzer, document } = await check('old(old(old(1)));\nold(2);', nested);
    const result = fixAll(analyzer, document);
    expect(result.text).toBe('fresh(fresh(fresh(1)));\nfresh(2);');
    expect(result.applied).toEqual(new Map([['a', 4]]));
  });

  it('changes nothing when run again', async () => {
    const { analyzer, document } = await check('old(old(1));', nested);
    const once = fixAll(analyzer, document);
    expect(fixAll(analyzer, once.document).text).toBe(once.text);
  });

  it('applies only what was asked for, and never what needs a choice', async () => {
    const rules = [
      ...nested,
      ruleOf('b', 'other($X)', [auto('next($X)')]),
      ruleOf('c', 'third($X)', [{ ...auto('x'), kind: 'suggest' }]),
    ];
    const { analyzer, document } = await check('old(1);\nother(2);\nthird(3);', rules);
    expect(fixAll(analyzer, document, ({ ruleId }) => ruleId === 'b').text).toBe(
      'old(1);\nnext(2);\nthird(3);',
    );
    expect(fixAll(analyzer, document).text).toBe('fresh(1);\nnext(2);\nthird(3);');
  });

  it('lets a choice in that has proven itself, and no other', async () => {
    const rules = [
      ruleOf('c', 'third($X)', [{ ...auto('x($X)'), kind: 'suggest' }]),
      ruleOf('d', 'fourth($X)', [{ ...auto('y($X)'), kind: 'suggest' }]),
    ];
    const { analyzer, document } = await check('third(3);\nfourth(4);', rules);
    const proven = fixAll(analyzer, document, undefined, undefined, ({ ruleId }) => ruleId === 'd');
    expect(proven.text).toBe('third(3);\ny(4);');
  });

  it('keeps the good fixes when one of them does not hold', async () => {
    const rules = [...nested, ruleOf('b', 'broken($X)', [auto('if (')])];
    const { analyzer, document } = await check('broken(1);\nold(2);\nold(3);', rules);
    expect(fixAll(analyzer, document).text).toBe('broken(1);\nfresh(2);\nfresh(3);');
  });

  it('ends although two rules undo each other', async () => {
    const rules = [ruleOf('a', 'ping()', [auto('pong()')]), ruleOf('b', 'pong()', [auto('ping()')])];
    const { analyzer, document } = await check('ping();', rules);
    expect(['ping();', 'pong();']).toContain(fixAll(analyzer, document).text);
  });

  it('keeps CRLF, tabs and comments around the edits', async () => {
    const { analyzer, document } = await check('\told(1); // why\r\n\told(\r\n\t\t2,\r\n\t);\r\n', nested);
    expect(fixAll(analyzer, document).text).toBe('\tfresh(1); // why\r\n\tfresh(2);\r\n');
  });
});

describe('mapSpan', () => {
  it('moves with edits before it and stretches with edits inside', () => {
    const span = { start: 10, end: 20 };
    expect(mapSpan(span, [{ span: { start: 0, end: 2 }, newText: 'long' }])).toEqual({ start: 12, end: 22 });
    expect(mapSpan(span, [{ span: { start: 12, end: 14 }, newText: '' }])).toEqual({ start: 10, end: 18 });
    expect(mapSpan(span, [{ span: { start: 25, end: 30 }, newText: '' }])).toEqual(span);
  });
});
