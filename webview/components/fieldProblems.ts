import type { PatternFields } from '../../src/protocol/library.ts';
import { l10n } from '../l10n.ts';

/** What is wrong, by the field's name; empty when nothing is. */
export type FieldProblems = Readonly<Record<string, string>>;

/** As the store limits them. */
const TITLE_LENGTH_MAX = 300;
const KEY_LENGTH_MAX = 120;
const TEXT_LENGTH_MAX = 50_000;

/** Checks what a person can mend here, before anything is sent; the store has the last word. */
export function fieldProblems(fields: PatternFields): FieldProblems {
  const problems: Record<string, string> = {};
  if (fields.title.trim() === '') problems.title = l10n.t('A pattern needs a title.');
  else if (fields.title.length > TITLE_LENGTH_MAX)
    problems.title = l10n.t('At most {0} characters.', TITLE_LENGTH_MAX);
  if (fields.key === '') problems.key = l10n.t('A pattern needs a key.');
  else if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/u.test(fields.key))
    problems.key = l10n.t('Small letters, digits and single hyphens, such as enable-row-level-security.');
  else if (fields.key.length > KEY_LENGTH_MAX)
    problems.key = l10n.t('At most {0} characters.', KEY_LENGTH_MAX);
  if (fields.problem_description.trim() === '') problems.problem_description = l10n.t('Say what goes wrong.');
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string' && value.length > TEXT_LENGTH_MAX)
      problems[name] = l10n.t('At most {0} characters.', TEXT_LENGTH_MAX);
  }
  return problems;
}
