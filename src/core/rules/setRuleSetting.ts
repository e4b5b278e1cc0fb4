import { type Document, isMap, parseDocument } from 'yaml';
import type { Severity } from './ruleModel.ts';

export type SetRuleSetting =
  | { readonly text: string }
  /** The file is no YAML, or holds something else where rules stand. */
  | { readonly error: string };

/**
 * The text of a project's configuration with one rule's severity set, or the rule turned off. Comments and everything
 * else stay as they are; a rule that has more settings keeps them.
 */
export function setRuleSetting(yaml: string, ruleId: string, setting: Severity | 'off'): SetRuleSetting {
  if (yaml.trim() === '') return { text: `version: 1\nrules:\n  ${ruleId}: ${setting}\n` };
  const document = parseDocument(yaml);
  const [problem] = document.errors;
  if (problem) return { error: problem.message };
  if (!isMap(document.contents)) return { error: 'the file holds no settings' };
  if ((document.get('rules') ?? undefined) === undefined) document.set('rules', document.createNode({}));
  const rules = document.get('rules');
  if (!isMap(rules)) return { error: '“rules” holds something else than rules' };
  if (rules.items.length === 0) rules.flow = false;
  write(document, ruleId, setting);
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: /[[{] \S/u.test(yaml) });
  return { text: yaml.includes('\r\n') ? text.replaceAll(/\r?\n/gu, '\r\n') : text };
}

function write(document: Document, ruleId: string, setting: Severity | 'off'): void {
  const path = ['rules', ruleId];
  if (!isMap(document.getIn(path))) document.setIn(path, setting);
  else if (setting === 'off') document.setIn([...path, 'enabled'], false);
  else document.setIn([...path, 'severity'], setting);
}
