import * as vscode from 'vscode';
import { SignInFlow } from './signInFlow.ts';
import { SignInUris } from './signInUris.ts';
import { TeamAuthentication } from './teamAuthentication.ts';
import { TeamItem } from './teamItem.ts';
import { TeamStore, type TeamStoreParts } from './teamStore.ts';
import { tellOfTeamStore } from './tellOfTeamStore.ts';

/** Everything about the team store that the editor shows; the service is asked for none of it before it is needed. */
export class TeamAccount implements vscode.Disposable {
  readonly team: TeamStore;
  readonly flow: SignInFlow;
  /** Where Fixward is installed, with the store's SQL. */
  readonly extensionUri: vscode.Uri;
  readonly #parts: vscode.Disposable;

  constructor(parts: TeamStoreParts & { readonly extensionUri: vscode.Uri }) {
    this.extensionUri = parts.extensionUri;
    this.team = new TeamStore(parts);
    const uris = new SignInUris();
    this.flow = new SignInFlow(parts.service, this.team, uris);
    this.#parts = vscode.Disposable.from(
      uris,
      new TeamAuthentication(this.team, this.flow),
      new TeamItem(this.team),
      tellOfTeamStore(this.team),
      this.team,
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
