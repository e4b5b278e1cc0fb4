import type { LearnAcceptParams } from '../../protocol/learn.ts';
import type { LearnAction, LearnFrom, LearnView } from '../../protocol/learnPanel.ts';
import { PATTERN_SEVERITIES } from '../../protocol/libraryChoices.ts';
import type { ActionReaders } from '../panel/actionTables.ts';
import {
  isRow,
  numberOf,
  numbersOf,
  optionalText,
  present,
  type Row,
  textOf,
  textsOf,
} from '../relay/wire.ts';

const FROM: readonly LearnFrom[] = ['workingTree', 'commit', 'history', 'clipboard'];

export function readLearnView(row: Row): LearnView {
  return { place: 'learn', ...present({ draft: optionalText(row.draft) }) };
}

const ACTIONS: ActionReaders<LearnAction> = {
  learn: (row) => {
    const from = FROM.find((one) => one === row.from);
    return from && { kind: 'learn', from };
  },
  learnFromFile: (row) => ({
    kind: 'learnFromFile',
    consultationId: textOf(row.consultationId),
    path: textOf(row.path),
    ...present({ before: optionalText(row.before) }),
  }),
  stopLearning: () => ({ kind: 'stopLearning' }),
  setLearnCondition: (row) => ({
    kind: 'setLearnCondition',
    draftId: textOf(row.draftId),
    conditionId: textOf(row.conditionId),
    on: row.on === true,
  }),
  acceptLearned: (row) => ({
    kind: 'acceptLearned',
    draftId: textOf(row.draftId),
    apply: numbersOf(row.apply).filter((index) => Number.isInteger(index) && index >= 0),
    ...present({ edits: isRow(row.edits) ? readEdits(row.edits) : undefined }),
  }),
  rejectLearned: (row) => ({ kind: 'rejectLearned', draftId: textOf(row.draftId) }),
  openSite: (row) => ({
    kind: 'openSite',
    uri: textOf(row.uri),
    line: Math.max(0, Math.trunc(numberOf(row.line))),
    character: Math.max(0, Math.trunc(numberOf(row.character))),
  }),
};

/** An absent field stays as it was learned. */
function readEdits(row: Row): NonNullable<LearnAcceptParams['edits']> {
  const listed = (value: unknown): readonly string[] | undefined =>
    Array.isArray(value) ? textsOf(value) : undefined;
  return present({
    key: optionalText(row.key),
    title: optionalText(row.title),
    problemDescription: optionalText(row.problemDescription),
    symptoms: listed(row.symptoms),
    severity: PATTERN_SEVERITIES.find((one) => one === row.severity),
    problemType: optionalText(row.problemType),
    layers: Array.isArray(row.layers) ? numbersOf(row.layers) : undefined,
    workflows: listed(row.workflows),
    tags: listed(row.tags),
    preventionGuidance: typeof row.preventionGuidance === 'string' ? row.preventionGuidance : undefined,
    antiPatterns: listed(row.antiPatterns),
  });
}

/** What a page asks for about learning; undefined when it is nothing of the kind. */
export function readLearnAction(kind: string, row: Row): LearnAction | undefined {
  if (!Object.hasOwn(ACTIONS, kind)) return undefined;
  // SAFETY: the line above has looked that it is one of the table's own names.
  return ACTIONS[kind as LearnAction['kind']](row);
}
