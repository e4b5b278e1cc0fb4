import { writePatternFile } from '../../core/library/writePatternFile.ts';
import { readLearnedEdit } from '../../core/patterns/learn/learnedEdit.ts';
import { switched } from '../../core/patterns/mine/draftConditions.ts';
import type { LearnAcceptParams, LearnedDraft } from '../../protocol/learn.ts';
import type { DraftFile } from './draftFile.ts';
import type { KeptDraft } from './draftSchema.ts';
import type { DraftRecord } from './learnJobs.ts';

/** Reviews of more than this many drafts are nobody's; the oldest go. */
const DRAFTS_MAX = 500;

/** Drafts that wait for their reader, by id. They live as long as the server, and longer where a file keeps them. */
export class Drafts {
  readonly #records = new Map<string, KeptDraft>();
  #file: DraftFile | undefined;

  /** Takes up what the file kept, beside what was learned meanwhile, and keeps every change in it from now on. */
  async restore(file: DraftFile): Promise<void> {
    const kept = await file.read();
    const learned = [...this.#records];
    this.#records.clear();
    for (const record of kept.slice(-DRAFTS_MAX)) this.#records.set(record.draft.id, record);
    for (const [id, record] of learned) this.#records.set(id, record);
    this.#file = file;
    if (learned.length > 0) this.#changed();
  }

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
    if (records.length > 0) this.#changed();
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
    if (!known) return;
    this.#records.set(record.draft.id, { ...record, root: known.root });
    this.#changed();
  }

  remove(id: string): void {
    if (this.#records.delete(id)) this.#changed();
  }

  /** Resolves when the file holds what is here. */
  async flush(): Promise<void> {
    await this.#file?.flush();
  }

  #changed(): void {
    this.#file?.keep([...this.#records.values()]);
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
