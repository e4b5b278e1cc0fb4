import type { LearnResult } from '../../protocol/learn.ts';
import type { LearnAction, LearnedFromFile } from '../../protocol/learnPanel.ts';
import type { PanelAnswer } from '../../protocol/panel.ts';
import type { ConsultGateway } from '../consult/consultGateway.ts';
import type { ActionRuns } from '../panel/actionTables.ts';
import type { PanelEditor } from '../panel/panelPorts.ts';
import type { LearnPort } from './learnPort.ts';

export interface LearnActionParts {
  readonly learning: LearnPort;
  readonly consult: Pick<ConsultGateway, 'file'>;
  readonly editor: PanelEditor;
}

export type LearnRuns = ActionRuns<LearnAction>;

/** What a page asks for about learning, by the kind of what it asks. */
export function learnRuns({ learning, consult, editor }: LearnActionParts): LearnRuns {
  const { l10n } = editor;
  return {
    learn: async ({ from }) => {
      const result = await learning.learn(from);
      if (result) return { ok: true, data: { drafts: result.drafts.length } };
      return { ok: false, problem: { code: 'cancelled', message: l10n.t('Nothing was changed.') } };
    },
    learnFromFile: async ({ consultationId, path, before }) => {
      const { text: after, version } = await consult.file({ consultationId, path });
      const first = before ?? (version > 1 ? await firstVersion(consult, consultationId, path) : undefined);
      if (first === undefined || first === after) {
        const message = l10n.t('There is no text before {0}, so nothing can be learned from it.', path);
        return { ok: false, problem: { code: 'not_found', message } };
      }
      return reviewOf(await learning.learnFromProposal({ path, before: first, after }), l10n);
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

async function firstVersion(
  consult: LearnActionParts['consult'],
  consultationId: string,
  path: string,
): Promise<string> {
  return (await consult.file({ consultationId, path, version: 1 })).text;
}

function reviewOf({ drafts, declined }: LearnResult, l10n: PanelEditor['l10n']): PanelAnswer {
  const [draft] = drafts;
  if (draft) {
    const data: LearnedFromFile = { draft: draft.id };
    return { ok: true, data };
  }
  const why =
    declined[0]?.why ?? l10n.t('only comments or indentation differ, or its language is not learned from');
  const message = l10n.t('Nothing was learned, since nothing safe could be. {0}', why);
  return { ok: false, problem: { code: 'not_found', message } };
}
