import type * as vscode from 'vscode';
import type { PatternDraft } from '../../protocol/panel.ts';
import { isRow } from '../relay/wire.ts';
import type { DraftBook } from './panelSession.ts';
import { readDraft } from './readPageMessage.ts';

const MEMORY_KEY = 'fixward.patternDrafts';

/** Drafts in the workspace's memory: closing a page, or the editor, loses none. */
export class DraftMemory implements DraftBook {
  readonly #memory: vscode.Memento;
  readonly #onChange: () => void;
  #drafts: Readonly<Record<string, PatternDraft>>;

  constructor(memory: vscode.Memento, onChange: () => void) {
    this.#memory = memory;
    this.#onChange = onChange;
    this.#drafts = remembered(memory.get(MEMORY_KEY));
  }

  get all(): Readonly<Record<string, PatternDraft>> {
    return this.#drafts;
  }

  set(key: string, draft: PatternDraft | undefined): void {
    const { [key]: before, ...others } = this.#drafts;
    if (JSON.stringify(before) === JSON.stringify(draft)) return;
    this.#drafts = draft ? { ...others, [key]: draft } : others;
    void this.#memory.update(MEMORY_KEY, this.#drafts);
    this.#onChange();
  }
}

function remembered(value: unknown): Readonly<Record<string, PatternDraft>> {
  if (!isRow(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, draft]) => (isRow(draft) ? [[key, readDraft(draft)]] : [])),
  );
}
