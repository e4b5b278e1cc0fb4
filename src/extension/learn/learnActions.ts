import type { LearnAction } from '../../protocol/learnPanel.ts';
import type { ActionRuns } from '../panel/actionTables.ts';
import type { PanelEditor } from '../panel/panelPorts.ts';
import type { LearnPort } from './learnPort.ts';

export interface LearnActionParts {
  readonly learning: LearnPort;
  readonly editor: PanelEditor;
}

export type LearnRuns = ActionRuns<LearnAction>;

/** What a page asks for about learning, by the kind of what it asks. */
export function learnRuns({ learning, editor }: LearnActionParts): LearnRuns {
  const { l10n } = editor;
  return {
    learn: async ({ from }) => {
      const result = await learning.learn(from);
      if (result) return { ok: true, data: { drafts: result.drafts.length } };
      return { ok: false, problem: { code: 'cancelled', message: l10n.t('Nothing was changed.') } };
    },
    stopLearning: async () => {
      learning.stop();
      return { ok: true };
    },
    setLearnCondition: async ({ draftId, conditionId, on }) => {
      await learning.setCondition(draftId, conditionId, on);
      return { ok: true };
    },
    acceptLearned: async ({ draftId, apply, edits }) => ({
      ok: true,
      data: await learning.accept({ draftId, apply, ...(edits && { edits }) }),
    }),
    rejectLearned: async ({ draftId }) => {
      await learning.reject(draftId);
      return { ok: true };
    },
    openSite: async ({ uri, line, character }) => {
      if (await learning.openSite(uri, line, character)) return { ok: true };
      return {
        ok: false,
        problem: { code: 'not_found', message: l10n.t('There is no such file in this workspace.') },
      };
    },
  };
}
