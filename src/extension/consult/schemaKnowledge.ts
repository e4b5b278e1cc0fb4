import * as vscode from 'vscode';
import type { LanguageServer } from '../client/languageServer.ts';
import type { ConnectionStore } from '../connections/connectionStore.ts';
import { currentFolder } from '../panel/workspaceEditor.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { optionalText, rowOf, rowsOf, textOf } from '../relay/wire.ts';

/** A tool writes several migrations in a row. */
const LOOK_DELAY_MS = 5_000;

export interface SchemaKnowledgeParts {
  readonly server: LanguageServer;
  readonly service: FixwardService;
  readonly connections: ConnectionStore;
  /** Resolves when the service knows the user's connections. */
  readonly ready: () => Promise<void>;
  readonly log: vscode.LogOutputChannel;
}

/** Keeps what is known of schemas current: looks when migrations change, and has connections looked at on a schedule. */
export class SchemaKnowledge implements vscode.Disposable {
  readonly #parts: SchemaKnowledgeParts;
  readonly #subscriptions: readonly vscode.Disposable[];
  #later: ReturnType<typeof setTimeout> | undefined;
  /** Nothing is known of a schema before something asked the service for anything. */
  #isUsed = false;

  constructor(parts: SchemaKnowledgeParts) {
    this.#parts = parts;
    const { server, service, connections } = parts;
    this.#subscriptions = [
      service.onFirstUse(() => {
        this.#isUsed = true;
        this.#lookSoon();
      }),
      server.onMigrationsChanged(() => this.#lookSoon()),
      connections.onDidChange(() => this.#lookSoon()),
      service.onEvent(({ event }) => {
        if (event === 'service/reconnected') void this.#watch();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#later);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Looks now, and answers with what is known of the changes, as Markdown. */
  async history(): Promise<string> {
    await this.#look();
    const project = currentFolder()?.uri.fsPath;
    const answer = rowOf(
      await this.#parts.service.ask('knowledge/history', { ...(project !== undefined && { project }) }),
    );
    return historyMarkdown(rowsOf(answer.changes));
  }

  #lookSoon(): void {
    if (!this.#isUsed) return;
    clearTimeout(this.#later);
    this.#later = setTimeout(() => {
      this.#look().catch((error: unknown) =>
        this.#parts.log.debug(`the schema was not looked at: ${String(error)}`),
      );
    }, LOOK_DELAY_MS);
  }

  async #look(): Promise<void> {
    const project = currentFolder()?.uri.fsPath;
    await this.#watch();
    if (project === undefined || this.#parts.server.state !== 'running') return;
    await this.#parts.service.ask('knowledge/scan', { project, trusted: vscode.workspace.isTrusted });
  }

  async #watch(): Promise<void> {
    await this.#parts.ready();
    const names = (await this.#parts.connections.list()).map(({ name }) => name);
    await this.#parts.service.ask('knowledge/watch', {
      connections: vscode.workspace.isTrusted ? names : [],
    });
  }
}

function historyMarkdown(changes: readonly Readonly<Record<string, unknown>>[]): string {
  if (changes.length === 0) {
    return `# ${vscode.l10n.t('Changes of the schema')}\n\n${vscode.l10n.t('Nothing has changed since Fixward first looked.')}\n`;
  }
  const lines = changes.map((change) => {
    const explanation =
      optionalText(change.explanation) ?? `${textOf(change.object)}: ${textOf(change.change)}`;
    const when = new Date(textOf(change.happened_at)).toLocaleString();
    // Names and definitions are the schema's author's; they are shown, not rendered.
    return `- ${when}: \`${explanation.replaceAll('`', 'ˋ').replaceAll(/\s+/gu, ' ')}\``;
  });
  return `# ${vscode.l10n.t('Changes of the schema')}\n\n${lines.join('\n')}\n`;
}
