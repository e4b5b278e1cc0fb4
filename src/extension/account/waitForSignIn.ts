import * as vscode from 'vscode';
import { type SignInAttempt, type SignInStep, stepAfter } from './signInAttempt.ts';
import { pastedCallback } from './signInCallback.ts';
import { refusalText } from './signInTexts.ts';
import type { SignInUris } from './signInUris.ts';

/** Somebody who has not come back by now has given up; a link that comes later can still be pasted. */
const WAIT_MS_MAX = 15 * 60_000;

export type WaitOutcome =
  | { readonly kind: 'step'; readonly step: SignInStep }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'late' };

export interface WaitInput {
  readonly attempt: SignInAttempt | undefined;
  readonly uris: SignInUris;
  readonly title: string;
  readonly prompt: string;
  /** Why what was pasted before did not do. */
  readonly problem?: string | undefined;
}

/**
 * Waits for the browser to come back, with a box to paste into for machines where it cannot. Escape cancels; what was
 * sent stays good, to be pasted later.
 */
export function waitForSignIn({ attempt, uris, title, prompt, problem }: WaitInput): Promise<WaitOutcome> {
  return new Promise((resolve) => {
    const box = vscode.window.createInputBox();
    box.title = title;
    box.prompt = prompt;
    box.placeholder = vscode.l10n.t('Link or code');
    box.ignoreFocusOut = true;
    box.validationMessage = problem;
    const timer = setTimeout(() => end({ kind: 'late' }), WAIT_MS_MAX);
    const subscriptions = [
      uris.onCameBack((cameBack) => {
        const step = stepAfter({ ...cameBack, pasted: false }, attempt, Date.now());
        if (step.kind === 'refuse' && step.why === 'notAsked') box.validationMessage = refusalText(step);
        else end({ kind: 'step', step });
      }),
      box.onDidAccept(() => {
        const step = stepAfter({ ...pastedCallback(box.value), pasted: true }, attempt, Date.now());
        const isMistyped = step.kind === 'refuse' && (step.why === 'unreadable' || step.why === 'notAsked');
        if (isMistyped) box.validationMessage = refusalText(step);
        else end({ kind: 'step', step });
      }),
      box.onDidChangeValue(() => {
        box.validationMessage = undefined;
      }),
      box.onDidHide(() => end({ kind: 'cancelled' })),
    ];
    box.show();

    function end(outcome: WaitOutcome): void {
      clearTimeout(timer);
      vscode.Disposable.from(...subscriptions, box).dispose();
      resolve(outcome);
    }
  });
}
