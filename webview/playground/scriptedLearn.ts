import type { LearnedDraft } from '../../src/protocol/learn.ts';
import type { LearnAction } from '../../src/protocol/learnPanel.ts';
import type { PanelAnswer, PanelResources, ResourceName } from '../../src/protocol/panel.ts';
import { SAMPLE_LEARNED } from './sampleLearned.ts';

type Send = <Name extends ResourceName>(name: Name, value: PanelResources[Name]) => void;

/** Learned patterns from memory, for looking at the panel without the editor. */
export class ScriptedLearn {
  readonly #send: Send;
  #drafts: readonly LearnedDraft[];
  #busy = false;

  constructor(empty: boolean, send: Send) {
    this.#send = send;
    this.#drafts = empty ? [] : SAMPLE_LEARNED;
  }

  show(): void {
    this.#send('learn', {
      drafts: this.#drafts,
      declined:
        this.#drafts.length > 0
          ? [{ path: 'src/a.ts', line: 3, why: 'the edit shares no text with what it replaces' }]
          : [],
      ...(this.#busy && { busy: { text: 'Read 120 of 500 commits', percentage: 24 } }),
    });
  }

  answer(action: LearnAction): PanelAnswer {
    switch (action.kind) {
      case 'learn':
      case 'stopLearning':
        this.#busy = action.kind === 'learn';
        return { ok: true };
      case 'learnFromFile':
        return action.path.includes('drop')
          ? { ok: false, problem: { code: 'not_found', message: 'Nothing was learned.' } }
          : { ok: true, data: { draft: 'l2' } };
      case 'setLearnCondition':
        this.#drafts = this.#drafts.map((draft) =>
          draft.id === action.draftId
            ? {
                ...draft,
                conditions: draft.conditions.map((one) =>
                  one.id === action.conditionId ? { ...one, on: action.on } : one,
                ),
              }
            : draft,
        );
        return { ok: true };
      case 'acceptLearned': {
        const { draftId, apply, edits } = action;
        if (edits?.key === 'taken') {
          return { ok: false, problem: { code: 'conflict', message: 'key: "taken" is there already' } };
        }
        this.#drafts = this.#drafts.filter(({ id }) => id !== draftId);
        return {
          ok: true,
          data: { path: '.fixward/patterns/a.yaml', key: 'a', mended: apply.length, leftOut: [] },
        };
      }
      case 'rejectLearned':
        this.#drafts = this.#drafts.filter(({ id }) => id !== action.draftId);
        return { ok: true };
      case 'openSite':
        return { ok: true };
    }
  }
}
