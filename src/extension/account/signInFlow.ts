import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { AuthorizeUrlParams, MagicLinkParams, ProbeParams } from '../../protocol/syncMessages.ts';
import { callAnswer } from '../relay/callStore.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { problemOf, ServiceProblem } from '../relay/serviceProblem.ts';
import { rowOf, textOf, textsOf } from '../relay/wire.ts';
import { askEmail, askSignInWay, type SignInWay } from './askSignInWay.ts';
import type { SignInAttempt, SignInRequest, SignInStep } from './signInAttempt.ts';
import { refusalText } from './signInTexts.ts';
import type { SignInUris } from './signInUris.ts';
import { readStoreSettings } from './storeSettings.ts';
import { type TeamSession, type Tokens, tokensOf } from './teamSession.ts';
import type { TeamStore } from './teamStore.ts';
import { waitForSignIn } from './waitForSignIn.ts';

/** Signing in with the browser or an e-mail, from choosing how until the session is kept. */
export class SignInFlow {
  readonly #service: FixwardService;
  readonly #team: TeamStore;
  readonly #uris: SignInUris;
  /** The last one that was sent off; its link or code can still be pasted. */
  #attempt: SignInAttempt | undefined;
  #running: Promise<TeamSession | undefined> | undefined;

  constructor(service: FixwardService, team: TeamStore, uris: SignInUris) {
    this.#service = service;
    this.#team = team;
    this.#uris = uris;
  }

  /** Undefined when the user gave up; rejects with one line when it cannot be done. One at a time. */
  run(): Promise<TeamSession | undefined> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<TeamSession | undefined> {
    const providers = await this.#providers();
    const way = await askSignInWay(providers);
    if (way === undefined) return undefined;
    if (way.kind !== 'paste') this.#attempt = await this.#send(way);
    const prompt = promptFor(way);
    for (let problem: string | undefined; ; ) {
      const outcome = await waitForSignIn({
        attempt: this.#attempt,
        uris: this.#uris,
        title: vscode.l10n.t('Sign In to Team Store'),
        prompt,
        problem,
      });
      if (outcome.kind === 'cancelled') return undefined;
      if (outcome.kind === 'late') throw failure(vscode.l10n.t('Nobody came back from the browser in time.'));
      try {
        const tokens = await this.#take(outcome.step);
        if (tokens === undefined) return undefined;
        this.#attempt = undefined;
        return await this.#team.use(tokens);
      } catch (error) {
        const { code, message } = problemOf(error);
        // A mistyped or spent code can be mended; a store out of reach cannot.
        if (code === 'unavailable' || outcome.step.kind === 'refuse') throw error;
        problem = message;
      }
    }
  }

  /** Also finds out whether there is a project at all, before anyone types an e-mail address. */
  async #providers(): Promise<readonly string[]> {
    const title = vscode.l10n.t('Looking at the team store');
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () => {
      await this.#team.configure();
      const { url, publishableKey } = readStoreSettings();
      const probe = callAnswer(
        await this.#service.ask('sync/probe', { url, publishableKey } satisfies ProbeParams),
      );
      return textsOf(probe.providers);
    });
  }

  async #send(way: Exclude<SignInWay, { kind: 'paste' }>): Promise<SignInAttempt> {
    const state = randomBytes(24).toString('base64url');
    const redirectTo = await this.#uris.address(state);
    const startedMs = Date.now();
    if (way.kind === 'email') {
      const { email } = way;
      const params: MagicLinkParams = { email, redirectTo };
      const sent = callAnswer(await this.#service.askUntraced('sync/sendMagicLink', params));
      return { state, verifier: textOf(sent.verifier), email, startedMs };
    }
    const { provider } = way;
    const params: AuthorizeUrlParams = { provider, redirectTo };
    const asked = callAnswer(await this.#service.askUntraced('sync/authorizeUrl', params));
    // As a text: an address that was taken apart loses the encoding of the address within it.
    await vscode.commands.executeCommand('vscode.open', textOf(asked.url));
    return { state, verifier: textOf(asked.verifier), startedMs };
  }

  async #take(step: SignInStep): Promise<Tokens | undefined> {
    if (step.kind === 'use') {
      const { accessToken, refreshToken } = step;
      await this.#service.askUntraced('sync/setSession', { accessToken, refreshToken });
      return { accessToken, refreshToken };
    }
    if (step.kind === 'ask') return this.#ask(step);
    if (step.why !== 'noEmail') throw failure(refusalText(step));
    const email = await askEmail(refusalText(step));
    return email === undefined || step.token === undefined
      ? undefined
      : this.#ask({ method: 'sync/verifyEmail', params: { email, token: step.token } });
  }

  async #ask({ method, params }: SignInRequest): Promise<Tokens> {
    const answer = callAnswer(await this.#service.askUntraced(method, params));
    const tokens = tokensOf(rowOf(answer.session));
    if (tokens === undefined) throw failure(vscode.l10n.t('The project answered without a session.'));
    return tokens;
  }
}

function promptFor(way: SignInWay): string {
  switch (way.kind) {
    case 'email':
      return vscode.l10n.t(
        'Open the link in the e-mail to {0} on this machine, or paste it or its code here.',
        way.email,
      );
    case 'provider':
      return vscode.l10n.t(
        'Sign in with your browser. If it cannot come back, paste the address it ended at here.',
      );
    case 'paste':
      return vscode.l10n.t('Paste the link or the code from the e-mail.');
  }
}

function failure(message: string): ServiceProblem {
  return new ServiceProblem({ code: 'not_signed_in', message });
}
