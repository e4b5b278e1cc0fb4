import { cell } from './manifestText.mjs';

/** @typedef {import('../../src/core/rules/ruleModel.ts').Rule} Rule */

/** Files of this many languages are named by their number; the rule's page has the list. */
const languagesNamedMax = 3;

/**
 * The rules that ship, one table for each problem type.
 * @param {readonly Rule[]} rules
 */
export function rulesTable(rules) {
  const types = [...new Set(rules.map(({ problemType }) => problemType))].sort();
  const tables = types.map((type) => {
    const members = rules.filter(({ problemType }) => problemType === type).sort(byId);
    const head = [
      `### ${type} (${members.length})`,
      '',
      '| Rule | Finds | Severity | In | Fix |',
      '| --- | --- | --- | --- | --- |',
    ];
    return [...head, ...members.map(row)].join('\n');
  });
  const optIn = rules.filter((rule) => rule.optIn).length;
  const sum = `${rules.length} rules ship with Fixward; ${optIn === 0 ? 'all are on' : `${optIn} of them run only when a configuration names them (marked *opt-in*)`}.`;
  return [sum, '', tables.join('\n\n')].join('\n');
}

/** @param {Rule} rule */
function row(rule) {
  const name = `[\`${rule.id}\`](docs/rules/${rule.id}.md)${rule.optIn ? ' *opt-in*' : ''}`;
  const languages =
    rule.languages.length > languagesNamedMax
      ? `${rule.languages.length} languages`
      : rule.languages.join(', ');
  return `| ${name} | ${cell(rule.title)} | ${rule.severity} | ${languages} | ${fixWord(rule)} |`;
}

/**
 * Rules written as functions make their fixes as they go; their examples show whether they do.
 * @param {Rule} rule
 */
function fixWord(rule) {
  const hasTemplate = rule.match.some((matcher) => 'fixes' in matcher && (matcher.fixes ?? []).length > 0);
  return hasTemplate || rule.examples.fires.some(({ fixed }) => fixed !== undefined) ? 'yes' : '';
}

/**
 * @param {Rule} a
 * @param {Rule} b
 */
function byId(a, b) {
  return a.id < b.id ? -1 : 1;
}
