import type { Learned } from '../learn/learnEdit.ts';
import type { LearnedEdit } from '../learn/learnedEdit.ts';
import type { HeadSites } from './headSites.ts';
import type { MinedCondition } from './minedDraft.ts';

/** The conditions of each edit with the places that each keeps out, found by looking without it. */
export async function draftConditions(
  learned: readonly { readonly learned: Learned; readonly total: number }[],
  find: (edits: readonly LearnedEdit[]) => Promise<readonly HeadSites[]>,
): Promise<readonly (readonly MinedCondition[])[]> {
  const asked = learned.flatMap(({ learned: { edit, conditions }, total }, index) =>
    conditions.map(({ id, text }) => ({ index, id, text, total, edit: switched(edit, id, false) })),
  );
  const found = await find(asked.map(({ edit }) => edit));
  return learned.map(({ learned: { edit } }, index) =>
    asked.flatMap((question, at): readonly MinedCondition[] =>
      question.index === index
        ? [
            {
              id: question.id,
              text: question.text,
              on: isOn(edit, question.id),
              excludes: Math.max(0, (found[at]?.total ?? 0) - question.total),
            },
          ]
        : [],
    ),
  );
}

/** The edit with one of its conditions switched. */
export function switched(edit: LearnedEdit, id: string, on: boolean): LearnedEdit {
  return {
    ...edit,
    parts: edit.parts.map((part) => ({
      ...part,
      where: part.where.map((condition) => (condition.id === id ? { ...condition, on } : condition)),
    })),
  };
}

function isOn(edit: LearnedEdit, id: string): boolean {
  return edit.parts.some(({ where }) => where.some((condition) => condition.id === id && condition.on));
}
