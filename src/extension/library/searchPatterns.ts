import * as vscode from 'vscode';
import type { PatternEntry, PatternList } from '../../protocol/panel.ts';
import { severityLabel } from '../findings/findingLabels.ts';
import { insertAtCursor } from '../panel/insertAtCursor.ts';
import { isAborted, problemOf } from '../relay/serviceProblem.ts';
import type { LibraryGateway } from './libraryGateway.ts';
import { patternStatusLabel, recordLabel } from './patternLabels.ts';
import { whyRanked } from './whyRanked.ts';

/** Waits for the next key, so that a word asks once. */
const SEARCH_DELAY_MS = 150;
const RESULTS_MAX = 30;

interface PatternPick extends vscode.QuickPickItem {
  readonly entry: PatternEntry;
}

export interface SearchOptions {
  readonly title: string;
  readonly query?: string;
  /** Code that shows the problem; looked for beside the words. */
  readonly code?: string;
  /** What is shown before anything is typed; the most trusted patterns when absent. */
  readonly first?: () => Promise<PatternList>;
}

/** Searches while the user types; Enter gives back a pattern, a button beside it inserts or copies its code. */
export class PatternSearch implements vscode.Disposable {
  readonly #library: LibraryGateway;
  readonly #options: SearchOptions;
  readonly #pick = vscode.window.createQuickPick<PatternPick>();
  readonly #insert: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('insert'),
    tooltip: vscode.l10n.t('Insert code at the cursor'),
  };
  readonly #copy: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('copy'),
    tooltip: vscode.l10n.t('Copy as Markdown'),
  };
  #typing: ReturnType<typeof setTimeout> | undefined;
  #searching: AbortController | undefined;

  constructor(library: LibraryGateway, options: SearchOptions) {
    this.#library = library;
    this.#options = options;
  }

  /** The id of the pattern that the user chose; undefined when he gave up or used a button. */
  choose(): Promise<string | undefined> {
    const pick = this.#pick;
    pick.title = this.#options.title;
    pick.placeholder = vscode.l10n.t('Describe the problem: a symptom, a name, a piece of code');
    pick.value = this.#options.query ?? '';
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    return new Promise((resolve) => {
      pick.onDidChangeValue(() => this.#searchSoon());
      pick.onDidTriggerItemButton(async ({ item, button }) => {
        await this.#use(item.entry, button);
        pick.hide();
      });
      pick.onDidAccept(() => {
        // Enter before the first answer waits for it.
        const [chosen] = pick.selectedItems;
        if (!chosen) return;
        resolve(chosen.entry.id);
        pick.hide();
      });
      pick.onDidHide(() => {
        resolve(undefined);
        this.dispose();
      });
      pick.show();
      void this.#search();
    });
  }

  dispose(): void {
    clearTimeout(this.#typing);
    this.#searching?.abort();
    this.#pick.dispose();
  }

  #searchSoon(): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#search(), SEARCH_DELAY_MS);
  }

  async #search(): Promise<void> {
    this.#searching?.abort();
    const searching = new AbortController();
    this.#searching = searching;
    const pick = this.#pick;
    pick.busy = true;
    try {
      const list = await this.#found(pick.value.trim(), searching.signal);
      if (searching.signal.aborted) return;
      pick.items = list.entries.map((entry) => this.#item(entry));
      const [note] = list.notes;
      pick.title = note === undefined ? this.#options.title : `${this.#options.title} — ${note}`;
    } catch (error) {
      if (searching.signal.aborted || isAborted(error)) return;
      pick.items = [];
      pick.title = vscode.l10n.t('The library cannot be searched: {0}', problemOf(error).message);
    } finally {
      if (!searching.signal.aborted) pick.busy = false;
    }
  }

  #found(query: string, signal: AbortSignal): Promise<PatternList> {
    const { code, first } = this.#options;
    if (query === '' && first) return first();
    if (query === '' && code === undefined) {
      return this.#library.list(
        { filters: { statuses: ['active'] }, order: 'confidence', limit: RESULTS_MAX },
        signal,
      );
    }
    return this.#library.search({ query, limit: RESULTS_MAX, ...(code !== undefined && { code }) }, signal);
  }

  #item(entry: PatternEntry): PatternPick {
    const why = entry.parts ? whyRanked(entry.parts) : '';
    const status = entry.status === 'active' ? '' : patternStatusLabel(entry.status);
    return {
      label: entry.title,
      description: [severityLabel(entry.severity), status, recordLabel(entry)]
        .filter((part) => part !== '')
        .join(' · '),
      detail: [why, entry.excerpt].filter((part) => part !== undefined && part !== '').join('  —  '),
      // The search has ranked already; the list must not filter by its own letters.
      alwaysShow: true,
      buttons: [this.#insert, this.#copy],
      entry,
    };
  }

  async #use(entry: PatternEntry, button: vscode.QuickInputButton): Promise<void> {
    if (button === this.#copy) {
      await vscode.env.clipboard.writeText((await this.#library.page(entry.id)).markdown);
      return;
    }
    const { code_after } = await this.#library.pattern(entry.id);
    if (code_after !== undefined && (await insertAtCursor(code_after))) return;
    void vscode.window.showInformationMessage(
      code_after === undefined
        ? vscode.l10n.t('“{0}” holds no code to insert.', entry.title)
        : vscode.l10n.t('Open a file to insert code into.'),
    );
  }
}
