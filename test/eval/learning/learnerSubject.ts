import { applyEdit, type LearnPorts } from '../../../src/core/patterns/learn/applyEdit.ts';
import { learnEdit } from '../../../src/core/patterns/learn/learnEdit.ts';
import { withSql } from '../../../src/core/patterns/learn/sql/withSql.ts';
import { createPlainTreeParser } from '../../../src/engines/astGrep/plainTree.ts';
import { loadLibpgQuery } from '../../../src/engines/libpgQuery.ts';
import type { Subject } from './subject.ts';

/** The learner's own functions, in this process. */
export async function learnerSubject(): Promise<Subject> {
  const { parseScript } = await loadLibpgQuery();
  const ports: LearnPorts = { parse: withSql(createPlainTreeParser(), parseScript) };
  return {
    name: 'learner',
    learn: (language, examples, negatives) => {
      const learned = learnEdit({ language, examples, negatives }, ports);
      if ('declined' in learned) return learned;
      return {
        print: [...learned.evidence, JSON.stringify(learned.edit, undefined, 1)].join('\n'),
        apply: (text) => applyEdit(learned.edit, text, ports).code,
      };
    },
  };
}
