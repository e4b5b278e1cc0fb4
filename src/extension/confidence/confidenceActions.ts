import type { ConfidenceAction } from '../../protocol/confidencePanel.ts';
import type { ActionRuns } from '../panel/actionTables.ts';
import type { PanelEditor } from '../panel/panelPorts.ts';
import type { ConfidenceGateway } from './confidenceGateway.ts';

export interface ConfidenceActionParts {
  readonly confidence: ConfidenceGateway;
  readonly editor: PanelEditor;
}

export type ConfidenceRuns = ActionRuns<ConfidenceAction>;

/** What a page asks for about confidence, by the kind of what it asks. */
export function confidenceRuns({ confidence, editor }: ConfidenceActionParts): ConfidenceRuns {
  return {
    explainConfidence: async ({ scoreId }) => ({ ok: true, data: await confidence.detail(scoreId) }),
    seeConfidence: async ({ scoreIds }) => {
      await confidence.seen({ scoreIds });
      return { ok: true };
    },
    reviewConfidence: async ({ kind: _, ...review }) => {
      await confidence.review(review);
      return { ok: true };
    },
    exportChart: async ({ name, as, content }) => {
      const file = `${fileNameOf(name)}.${as}`;
      const saved =
        as === 'png'
          ? await editor.saveBytes(file, Buffer.from(content, 'base64'))
          : await editor.saveText(file, content);
      if (saved !== undefined) return { ok: true };
      return { ok: false, problem: { code: 'cancelled', message: editor.l10n.t('Nothing was written.') } };
    },
  };
}

/** A chart's title as a file's name on every system. */
function fileNameOf(title: string): string {
  const name = title
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
    .slice(0, 60);
  return name === '' ? 'confidence' : name;
}
