import type { Analyzer } from './analyzer.ts';
import type { ActiveRule, RuleExample } from './ruleModel.ts';

const NAME_OF_LANGUAGE: Readonly<Record<string, string>> = {
  typescript: 'example.ts',
  tsx: 'example.tsx',
  javascript: 'example.js',
  python: 'example.py',
  sql: 'example.sql',
};

/** Examples of a rule that do not come out as it says, one line each. */
export function checkExamples(analyzer: Analyzer, rule: ActiveRule): readonly string[] {
  const { fires, silent } = rule.examples;
  return [
    ...fires.flatMap((example, index) => {
      const found = countFindings(analyzer, rule, example);
      const wanted = example.count ?? 1;
      return found === wanted
        ? []
        : [`${rule.id}: examples.fires.${index} is found ${found} times instead of ${wanted}`];
    }),
    ...silent.flatMap((example, index) => {
      const found = countFindings(analyzer, rule, example);
      return found === 0 ? [] : [`${rule.id}: examples.silent.${index} is found ${found} times`];
    }),
  ];
}

function countFindings(analyzer: Analyzer, rule: ActiveRule, example: RuleExample): number {
  const language = example.language ?? rule.languages[0];
  if (language === undefined) return 0;
  const path = example.path ?? NAME_OF_LANGUAGE[language] ?? 'example';
  const document = analyzer.analyze({ path, language, text: example.code });
  return document?.analysis.findings.filter(({ ruleId }) => ruleId === rule.id).length ?? 0;
}
