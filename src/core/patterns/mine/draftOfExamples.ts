import type { Language } from '../../rules/languages.ts';
import type { LearnExample, Learned } from '../learn/learnEdit.ts';
import type { ParsePlainTree } from '../learn/plainTree.ts';
import { buildDraft, type PlaceOfPath } from './buildDraft.ts';
import { emptyCluster } from './clusterEdits.ts';
import type { MinedDraft } from './minedDraft.ts';
import { shownEdit } from './shownEdit.ts';

/** The draft of an edit that was learned from examples given one by one, beside any history. */
export function draftOfExamples(
  language: Language,
  examples: readonly LearnExample[],
  learned: Learned,
  placeOf: PlaceOfPath,
  parse: ParsePlainTree,
): MinedDraft {
  const cluster = { ...emptyCluster(language, '', 0, false, false), count: examples.length };
  const pairs = examples.map(({ before, after, path = '' }) => ({ before, after, path, line: 0 }));
  const draft = buildDraft({
    kind: 'fix',
    learned: {
      cluster,
      edit: learned.edit,
      learned,
      examples: pairs,
      shown: pairs[0],
      reproduced: pairs.length,
      silentTexts: 0,
    },
    found: { sites: [], paths: new Set(), total: 0, declared: 0 },
    conditions: learned.conditions.map(({ id, text }) => ({ id, text, on: true, excludes: 0 })),
    shown: shownEdit(learned.edit, pairs[0], parse),
    placeOf,
    value: 0,
    taken: new Set(),
  });
  return { ...draft, evidence: learned.evidence, remarks: [] };
}
