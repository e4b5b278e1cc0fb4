import * as vscode from 'vscode';
import type { PatternFields } from '../../protocol/library.ts';
import { EMPTY_PATTERN_FIELDS, PATTERN_LANGUAGES } from '../../protocol/libraryChoices.ts';
import type { SimilarPatternsParams } from '../../protocol/libraryService.ts';
import type { PanelView, PatternDraft, PatternList } from '../../protocol/panel.ts';
import { METHODS } from '../client/methods.ts';
import { findingReference } from '../commands/arguments.ts';
import type { CommandHandler } from '../commands/commandIds.ts';
import type { Services } from '../commands/services.ts';
import { rowOf, rowsOf, textsOf } from '../relay/wire.ts';
import { patternNameIn } from './libraryArguments.ts';
import { entryOfHit } from './readPatterns.ts';
import { PatternSearch } from './searchPatterns.ts';

/** Patterns listed at first; the page asks for more as the reader scrolls. */
const LISTED_FIRST = 50;

function patternsView(pattern?: string): PanelView {
  return {
    place: 'patterns',
    query: '',
    filters: {},
    order: 'confidence',
    limit: LISTED_FIRST,
    ...(pattern !== undefined && { pattern }),
  };
}

/** Searches while one types; Enter opens the pattern's page. */
export function searchPatterns({ library, panel }: Services): CommandHandler {
  return async (query) => {
    const search = new PatternSearch(library, {
      title: vscode.l10n.t('Search Patterns'),
      ...(typeof query === 'string' && { query }),
    });
    const id = await search.choose();
    if (id !== undefined) await panel.show(patternsView(id));
  };
}

/** A pattern's page, by id, key or tree node; asks which when nothing names one. */
export function showPattern(services: Services): CommandHandler {
  return async (target) => {
    const name = patternNameIn(target);
    if (name === undefined) await searchPatterns(services)();
    else await services.panel.show(patternsView(name));
  };
}

/** What the library knows of a finding, or of what is selected. */
export function similarPatterns({ server, library, panel }: Services): CommandHandler {
  return async (target) => {
    const place = placeOf(target);
    if (!place) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Select code, or put the cursor on a finding, to look for similar patterns.'),
      );
      return;
    }
    const first = async (): Promise<PatternList> => {
      const found = rowOf(await server.request<unknown>(METHODS.similarPatterns, place));
      const entries = rowsOf(found.hits).map(entryOfHit);
      return { query: '', entries, total: entries.length, more: false, notes: textsOf(found.notes) };
    };
    const search = new PatternSearch(library, { title: vscode.l10n.t('Similar Patterns'), first });
    const id = await search.choose();
    if (id !== undefined) await panel.show(patternsView(id));
  };
}

/** A finding of a tree or a link, else the selection of the active editor. */
function placeOf(target: unknown): SimilarPatternsParams | undefined {
  const finding = findingReference(target);
  if (finding) return { uri: finding.uri, range: finding.range };
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { start, end } = editor.selection;
  const position = ({ line, character }: vscode.Position): SimilarPatternsParams['range']['start'] => ({
    line,
    character,
  });
  return { uri: editor.document.uri.toString(), range: { start: position(start), end: position(end) } };
}

/** Opens an empty page to write a pattern on; what is selected becomes its code. */
export function newPattern({ panel }: Services): CommandHandler {
  return async () => {
    const editor = vscode.window.activeTextEditor;
    const selected = editor?.document.getText(editor.selection) ?? '';
    await panel.writeNew(draftFrom(selected, editor?.document));
  };
}

const LANGUAGE_OF_ID: Readonly<Record<string, string>> = {
  typescriptreact: 'tsx',
  javascriptreact: 'javascript',
  shellscript: 'bash',
  postgres: 'sql',
  pgsql: 'sql',
  plpgsql: 'sql',
};

const LANGUAGES: ReadonlySet<string> = new Set(PATTERN_LANGUAGES);

function draftFrom(code: string, document: vscode.TextDocument | undefined): PatternDraft {
  const id = document?.languageId ?? '';
  const language = LANGUAGE_OF_ID[id] ?? (LANGUAGES.has(id) ? id : undefined);
  const fields: PatternFields = {
    ...EMPTY_PATTERN_FIELDS,
    related_files:
      document && code.trim() !== '' ? [vscode.workspace.asRelativePath(document.uri, false)] : [],
    ...(code.trim() !== '' && { code_before: code }),
    ...(language !== undefined && code.trim() !== '' && { code_type: language }),
  };
  return { fields };
}
