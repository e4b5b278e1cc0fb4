import * as vscode from 'vscode';
import type { ConsultEvent } from '../../protocol/consult.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { onConsultEvent } from './consultEvents.ts';
import { type NoticeLevel, readConsultSettings } from './consultSettings.ts';

interface Notice {
  readonly text: string;
  readonly kind: 'info' | 'warning';
  /** Waits for the user, so that he has to be told when he looks elsewhere. */
  readonly important: boolean;
}

/** Tells of consultations in the window, as much as the user wants to hear. */
export class ConsultNotices implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;

  /** @param isShown whether the consultation is before the user's eyes already */
  constructor(
    service: FixwardService,
    isShown: (consultationId: string) => boolean,
    open: (consultationId: string) => void,
  ) {
    this.#subscription = onConsultEvent(service, ({ consultationId, stored }) => {
      const notice = stored && noticeOf(stored.event);
      if (!notice || !isWanted(notice, readConsultSettings().notices) || isShown(consultationId)) return;
      const show = vscode.l10n.t('Show');
      const tell =
        notice.kind === 'warning' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
      void tell(notice.text, show).then((chosen) => {
        if (chosen === show) open(consultationId);
      });
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function isWanted({ important }: Pick<Notice, 'important'>, level: NoticeLevel): boolean {
  return level === 'all' || (level === 'important' && important);
}

function noticeOf(event: ConsultEvent): Notice | undefined {
  const t = vscode.l10n.t;
  switch (event.kind) {
    case 'approval':
      return event.approval.state === 'waiting'
        ? {
            kind: 'warning',
            important: true,
            text: t('Fixward asks for your approval: {0}', event.approval.title),
          }
        : undefined;
    case 'answer':
      return { kind: 'info', important: true, text: t('Fixward has answered your question.') };
    case 'state':
      return event.state === 'failed'
        ? { kind: 'warning', important: true, text: t('The consultation failed: {0}', event.problem ?? '') }
        : undefined;
    case 'notice':
      return { kind: event.level, important: event.level === 'warning', text: event.text };
    case 'agent':
      return event.state === 'started'
        ? { kind: 'info', important: false, text: t('{0} begins: {1}', event.agent, event.task) }
        : undefined;
    case 'tool':
      return event.state === 'started'
        ? { kind: 'info', important: false, text: t('{0} uses {1}', event.agent, event.title) }
        : undefined;
    default:
      return undefined;
  }
}
