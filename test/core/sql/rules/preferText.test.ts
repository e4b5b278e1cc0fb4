import { expect, it } from 'vitest';
import { rule } from '../../../../src/core/sql/rules/prefer-text.ts';
import { applyEdits } from '../../../../src/core/text/edits.ts';
import { active, analyze } from '../sqlSupport.ts';

function fixed(code: string): readonly string[] {
  const [finding] = analyze(code, { rules: [active(rule)] }).findings;
  return (finding?.fixes ?? []).map(({ edits }) => applyEdits(code, edits));
}

it('offers to keep the limit as a check on a new table', () => {
  expect(fixed('CREATE TABLE t ("Größe 🎉" VARCHAR( 20 ) NOT NULL);')).toEqual([
    'CREATE TABLE t ("Größe 🎉" TEXT NOT NULL);',
    'CREATE TABLE t ("Größe 🎉" TEXT CHECK (char_length("Größe 🎉") <= 20) NOT NULL);',
  ]);
  expect(fixed('alter table t add a varchar(20);')).toEqual(['alter table t add a text;']);
});
