import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { PatternContent } from '../../../../src/core/library/fixPattern.ts';
import { learnEdit } from '../../../../src/core/patterns/learn/learnEdit.ts';
import { astGrepRule } from '../../../../src/core/patterns/mine/astGrepRule.ts';
import { draftOfExamples } from '../../../../src/core/patterns/mine/draftOfExamples.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';
import { createEngines, type Engines } from '../../../../src/engines/workspace/engines.ts';

let engines: Engines;
beforeAll(async () => {
  engines = createEngines();
  await engines.prepare('sql');
});

function learned(
  language: Language,
  ...examples: readonly (readonly [before: string, after: string])[]
): PatternContent {
  const pairs = examples.map(([before, after]) => ({ before, after }));
  const result = learnEdit({ language, examples: pairs, negatives: [] }, { parse: engines.plainTrees });
  if ('declined' in result) throw new Error(result.declined);
  const nowhere = (): { layer: undefined; workflows: readonly string[] } => ({
    layer: undefined,
    workflows: [],
  });
  return draftOfExamples(language, pairs, result, nowhere, engines.plainTrees).content;
}

describe('a learned pattern as a rule of ast-grep', () => {
  it('is written when the rule does the same', () => {
    const content = learned(
      'javascript',
      ['if (list.indexOf(x) !== -1) run();', 'if (list.includes(x)) run();'],
      ['f(a.b.indexOf(c(1)) !== -1);', 'f(a.b.includes(c(1)));'],
    );
    const exported = astGrepRule(content, engines.syntax);
    expect('yaml' in exported && parse(exported.yaml)).toMatchObject({
      id: content.key,
      language: 'JavaScript',
      severity: 'hint',
      rule: { pattern: '$A.indexOf($$$B) !== -1' },
      fix: '$A.includes($$$B)',
    });
  });

  it('is refused where it would do something else, with the reason', () => {
    const two = learned('javascript', ['f(a);', 'g(a);']);
    const wrong = { ...two, code_after: 'h($A)' };
    expect(astGrepRule(wrong, engines.syntax)).toEqual({
      refused: 'as a rule it does not turn every example into what it became',
    });
    expect(astGrepRule({ ...two, counter_examples: two.examples }, engines.syntax)).toEqual({
      refused: 'as a rule it changes a counter-example',
    });
    expect(astGrepRule({ ...two, pattern: { format: 'other' } }, engines.syntax)).toHaveProperty('refused');
    const sql = learned('sql', ['ALTER TABLE a ADD b json;', 'ALTER TABLE a ADD b jsonb;']);
    expect(astGrepRule(sql, engines.syntax)).toEqual({ refused: 'there is no grammar of sql' });
  });
});
