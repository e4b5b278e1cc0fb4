import type { ParseScript } from '../../../ports.ts';
import type { ParsePlainTree } from '../plainTree.ts';
import { parseSqlTree } from './sqlTree.ts';

/**
 * The parser, with SQL added to its languages.
 *
 * @param parseScript Postgres' own grammar, by which errors are counted; without it only open quotes and lone brackets are
 */
export function withSql(parse: ParsePlainTree, parseScript?: ParseScript): ParsePlainTree {
  return (language, text) => (language === 'sql' ? parseSqlTree(text, parseScript) : parse(language, text));
}
