import type * as vscode from 'vscode';
import type { AskDraft } from '../../protocol/consultPanel.ts';
import type { PatternDraft } from '../../protocol/panel.ts';
import { isRow, type Row } from '../relay/wire.ts';
import type { DraftBook } from './panelSession.ts';
import { readQuestion } from './readConsultAction.ts';
import { readDraft } from './readPageMessage.ts';

const DRAFTS_KEY = 'fixward.patternDrafts';
const QUESTIONS_KEY = 'fixward.questions';
/** Consultations that are deleted leave theirs behind; nobody writes as many at once. */
const QUESTIONS_MAX = 50;

/** Drafts in the workspace's memory: closing a page, or the editor, loses none. */
export class DraftMemory implements DraftBook {
  readonly #memory: vscode.Memento;
  readonly #onChange: () => void;
  #drafts: Readonly<Record<string, PatternDraft>>;
  #questions: Readonly<Record<string, AskDraft>>;

  constructor(memory: vscode.Memento, onChange: () => void) {
    this.#memory = memory;
    this.#onChange = onChange;
    this.#drafts = remembered(memory.get(DRAFTS_KEY), readDraft);
    this.#questions = remembered(memory.get(QUESTIONS_KEY), readQuestion);
  }

  get all(): Readonly<Record<string, PatternDraft>> {
    return this.#drafts;
  }

  get questions(): Readonly<Record<string, AskDraft>> {
    return this.#questions;
  }

  set(key: string, draft: PatternDraft | undefined): void {
    const { [key]: before, ...others } = this.#drafts;
    if (JSON.stringify(before) === JSON.stringify(draft)) return;
    this.#drafts = draft ? { ...others, [key]: draft } : others;
    void this.#memory.update(DRAFTS_KEY, this.#drafts);
    this.#onChange();
  }

  setQuestion(consultation: string, question: AskDraft | undefined): void {
    const { [consultation]: before, ...others } = this.#questions;
    if (!before && !question) return;
    const latest = Object.fromEntries(Object.entries(others).slice(1 - QUESTIONS_MAX));
    this.#questions = question ? { ...latest, [consultation]: question } : others;
    void this.#memory.update(QUESTIONS_KEY, this.#questions);
  }
}

function remembered<Draft>(value: unknown, read: (row: Row) => Draft): Readonly<Record<string, Draft>> {
  if (!isRow(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, draft]) => (isRow(draft) ? [[key, read(draft)]] : [])),
  );
}
