import type { ProjectConfig, RuleSetting } from './projectConfig.ts';
import { SEVERITY_OF_WORD } from './ruleFileSchema.ts';
import { SEVERITIES } from './ruleModel.ts';

/** Rule switches of one user, laid over the project's: `off`, `on`, or a severity in our words or an editor's. */
export function overrideRules(
  config: ProjectConfig,
  overrides: Readonly<Record<string, string>>,
): { readonly config: ProjectConfig; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const rules = new Map(config.rules);
  for (const [id, word] of Object.entries(overrides)) {
    const setting = settingOf(word);
    if (setting) rules.set(id, { ...rules.get(id), ...setting });
    else problems.push(`${id}: "${word}" is neither on, off, nor one of ${SEVERITIES.join(', ')}`);
  }
  return { config: { ...config, rules }, problems };
}

function settingOf(word: string): RuleSetting | undefined {
  if (word === 'on') return { enabled: true };
  if (word === 'off') return { enabled: false };
  const severity =
    SEVERITIES.find((known) => known === word.toUpperCase()) ?? SEVERITY_OF_WORD[word.toLowerCase()];
  return severity && { enabled: true, severity };
}
