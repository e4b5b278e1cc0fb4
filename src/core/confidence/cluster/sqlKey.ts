import type { ParseScript } from '../../ports.ts';
import type { AnswerKey } from './clusterAnswers.ts';
import { canonicalJson, textKey } from './textKey.ts';

/** Where something stands in the text is no part of what it says. */
const PLACES = new Set([
  'location',
  'stmt_location',
  'stmt_len',
  'list_start',
  'list_end',
  'rexpr_list_start',
  'rexpr_list_end',
]);

/** Conditions joined by AND or OR hold in any order. */
const ANY_ORDER = new Set(['AND_EXPR', 'OR_EXPR']);

/**
 * What a SQL answer says by Postgres' own parse: layout, case of keywords and names, comments, brackets and the order of
 * joined conditions make no difference; constants, columns and their order do. A text that does not parse is compared
 * as text.
 */
export function sqlKey(parse: ParseScript): AnswerKey {
  return (answer) => {
    const parsed = parse(sqlOf(answer));
    if ('error' in parsed || parsed.statements.length === 0) return textKey(answer);
    return parsed.statements.map(({ tree }) => canonicalJson(plainMeaning(tree))).join(';');
  };
}

/** The query in an answer that wraps it in a fence. */
function sqlOf(answer: string): string {
  return /```(?:sql|postgresql|postgres|pgsql)?[^\S\n]*\n([\s\S]*?)```/iu.exec(answer)?.[1] ?? answer;
}

function plainMeaning(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plainMeaning);
  if (typeof node !== 'object' || node === null) return node;
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(node)) if (!PLACES.has(name)) kept[name] = plainMeaning(value);
  if (typeof kept.boolop === 'string' && ANY_ORDER.has(kept.boolop) && Array.isArray(kept.args)) {
    kept.args = kept.args
      .map((each) => ({ each, key: canonicalJson(each) }))
      .sort((left, right) => (left.key < right.key ? -1 : 1))
      .map(({ each }) => each);
  }
  return kept;
}
