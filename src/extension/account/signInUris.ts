import * as vscode from 'vscode';
import { callbackOf, SIGNED_IN_PATH, type SignInCallback, STATE_PARAMETER } from './signInCallback.ts';

const EXTENSION_ID = 'fixward.fixward';

export interface CameBack {
  readonly callback: SignInCallback;
  readonly state: string | undefined;
}

/** Addresses that the browser opens in the editor. Anyone can make one, so that each is looked at before it is believed. */
export class SignInUris implements vscode.UriHandler, vscode.Disposable {
  readonly #cameBack = new vscode.EventEmitter<CameBack>();
  readonly #registration: vscode.Disposable;

  readonly onCameBack = this.#cameBack.event;

  constructor() {
    this.#registration = vscode.window.registerUriHandler(this);
  }

  handleUri({ path, query, fragment }: vscode.Uri): void {
    if (path === SIGNED_IN_PATH) this.#cameBack.fire(callbackOf({ query, fragment }));
  }

  /** Where the browser is to come back to, from another machine as well. */
  async address(state: string): Promise<string> {
    const path = `${vscode.env.uriScheme}://${EXTENSION_ID}${SIGNED_IN_PATH}?${STATE_PARAMETER}=${state}`;
    // Encoded once more, the query's own signs would be lost.
    return (await vscode.env.asExternalUri(vscode.Uri.parse(path))).toString(true);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#cameBack.dispose();
  }
}
