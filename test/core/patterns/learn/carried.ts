import { applyEdit, type LearnPorts } from '../../../../src/core/patterns/learn/applyEdit.ts';
import { learnEdit } from '../../../../src/core/patterns/learn/learnEdit.ts';
import { readLearnedEdit } from '../../../../src/core/patterns/learn/learnedEdit.ts';
import { withSql } from '../../../../src/core/patterns/learn/sql/withSql.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';
import { createPlainTreeParser } from '../../../../src/engines/astGrep/plainTree.ts';
import { loadLibpgQuery } from '../../../../src/engines/libpgQuery.ts';

/** A text and what an edit made of it. */
export type Example = readonly [before: string, after: string];

/** What an edit learned from the examples makes of another text; fails where nothing was learned. */
export type Carry = (language: Language, examples: readonly Example[], other: string) => string;

/** Learns with the real parsers, and reads what was learned from its text as a pattern file would hold it. */
export async function createCarry(): Promise<Carry> {
  const { parseScript } = await loadLibpgQuery();
  const ports: LearnPorts = { parse: withSql(createPlainTreeParser(), parseScript) };
  return (language, examples, other) => {
    const learned = learnEdit(
      { language, examples: examples.map(([before, after]) => ({ before, after })), negatives: [] },
      ports,
    );
    if ('declined' in learned) throw new Error(learned.declined);
    const read = readLearnedEdit(JSON.parse(JSON.stringify(learned.edit)));
    if ('problem' in read) throw new Error(read.problem);
    return applyEdit(read.edit, other, ports).code;
  };
}
