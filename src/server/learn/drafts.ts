import { writePatternFile } from '../../core/library/writePatternFile.ts';
import { readLearnedEdit } from '../../core/patterns/learn/learnedEdit.ts';
import { switched } from '../../core/patterns/mine/draftConditions.ts';
import type { LearnAcceptParams, LearnedDraft } from '../../protocol/learn.ts';
import type { DraftRecord } from './learnJobs.ts';

/** Reviews of more than this many drafts are nobody's; the oldest go. */
const DRAFTS_MAX = 500;

/** Drafts that wait for their reader, by id; they live as long as the server. */
export class Drafts {
  readonly #records = new Map<string, DraftRecord & { readonly root: string }>();

  add(root: string, records: readonly DraftRecord[]): void {
    for (const record of records) {
      // Learned anew from the same edit: the later look is the fresher one.
      this.#records.delete(record.draft.id);
      this.#records.set(record.draft.id, { ...record, root });
    }
    for (const id of this.#records.keys()) {
      if (this.#records.size <= DRAFTS_MAX) break;
      this.#records.delete(id);
    }
  }

  get(id: string): DraftRecord | undefined {
    return this.#records.get(id);
  }

  ofProject(root: string): readonly LearnedDraft[] {
    return [...this.#records.values()].filter((record) => record.root === root).map(({ draft }) => draft);
  }

  /** Puts a changed record in the old one's place. */
  replace(record: DraftRecord): void {
    const known = this.#records.get(record.draft.id);
    if (known) this.#records.set(record.draft.id, { ...record, root: known.root });
  }

  remove(id: string): void {
    this.#records.delete(id);
  }
}

/** The draft with a condition switched; undefined when it has no such condition. */
export function withCondition(
  record: DraftRecord,
  conditionId: string,
  on: boolean,
): DraftRecord | undefined {
  const { draft, content } = record;
  const read = readLearnedEdit(content.pattern);
  if ('problem' in read || !draft.conditions.some(({ id }) => id === conditionId)) return undefined;
  const edit = switched(read.edit, conditionId, on);
  const changed = { ...content, pattern: { ...edit } };
  return {
    content: changed,
    draft: {
      ...draft,
      conditions: draft.conditions.map((condition) =>
        condition.id === conditionId ? { ...condition, on } : condition,
      ),
      yaml: writePatternFile(changed),
    },
  };
}

/** The pattern as its reader wants it; the light bulb knows it by its key. */
export function acceptedContent(
  { content }: DraftRecord,
  edits: LearnAcceptParams['edits'] = {},
): Readonly<Record<string, unknown>> {
  const key = edits.key ?? content.key;
  return {
    ...content,
    key,
    rule_ids: [...new Set([key, ...content.rule_ids.filter((id) => id !== content.key)])],
    ...(edits.title !== undefined && { title: edits.title }),
    ...(edits.problemDescription !== undefined && { problem_description: edits.problemDescription }),
    ...(edits.symptoms !== undefined && { symptoms: edits.symptoms }),
    ...(edits.severity !== undefined && { severity: edits.severity }),
    ...(edits.problemType !== undefined && { problem_type: edits.problemType }),
    ...(edits.layers !== undefined && { layers: edits.layers }),
    ...(edits.workflows !== undefined && { workflows: edits.workflows }),
    ...(edits.tags !== undefined && { tags: edits.tags }),
    ...(edits.preventionGuidance !== undefined && { prevention_guidance: edits.preventionGuidance }),
    ...(edits.antiPatterns !== undefined && { anti_patterns: edits.antiPatterns }),
  };
}
