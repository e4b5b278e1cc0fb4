import { LANGUAGES } from './languages.ts';
import type { Rule } from './ruleModel.ts';

/**
 * Rules about suppression comments. They have no matcher: `applySuppressions.ts` reports them,
 * since only it knows which comments did anything.
 */
export const UNUSED_SUPPRESSION: Rule = {
  id: 'unused-suppression',
  title: 'Suppression comment that hides nothing',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: LANGUAGES,
  message: 'This suppression hides nothing: no finding of the named rule is here.',
  actionRequired: 'Remove the comment, or the rule from its list.',
  why: 'A comment that hides nothing today will hide a real problem tomorrow, when somebody brings it back to this line.',
  howToFix: 'Delete the comment. If it names several rules, delete only the one that no longer applies.',
  aliases: ['unused-ignore'],
  tags: ['unnecessary'],
  match: [],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: '// fixward-ignore-next-line no-eval: checked input\nconst total = 1;\n',
        fixed: 'const total = 1;\n',
      },
    ],
    silent: [
      { language: 'typescript', code: '// an ordinary comment about ignoring things\nconst total = 1;\n' },
    ],
  },
};

export const UNKNOWN_SUPPRESSION: Rule = {
  id: 'unknown-suppression',
  title: 'Suppression comment that names no known rule',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: LANGUAGES,
  message: 'This suppression names no rule that Fixward knows.',
  actionRequired: 'Correct the rule id, or remove the comment.',
  why: 'A misspelt suppression hides nothing, while its author believes that it does.',
  howToFix: 'Write `fixward-ignore-next-line rule-id: reason` with the id shown beside the finding.',
  tags: ['unnecessary'],
  match: [],
  examples: {
    fires: [
      {
        language: 'python',
        code: '# fixward-ignore-next-line no-such-rule: reason\ntotal = 1\n',
        fixed: 'total = 1\n',
      },
    ],
    silent: [{ language: 'python', code: '# noqa: E501\ntotal = 1\n' }],
  },
};

export const SUPPRESSION_RULES: readonly Rule[] = [UNUSED_SUPPRESSION, UNKNOWN_SUPPRESSION];
