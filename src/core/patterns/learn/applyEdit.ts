import { applyEdits } from '../../text/edits.ts';
import type { SpanEdit } from '../../text/span.ts';
import { companionEdits } from './companions/companion.ts';
import { holdsImport } from './companions/importCondition.ts';
import { findSites } from './findSites.ts';
import type { LearnedEdit } from './learnedEdit.ts';
import type { ParsePlainTree, PlainTree } from './plainTree.ts';

/** Rounds until nothing changes; an edit inside another's text needs one each. */
const ROUNDS_MAX = 12;

export interface AppliedEdit {
  readonly code: string;
  /** Places changed. */
  readonly edits: number;
}

export interface LearnPorts {
  readonly parse: ParsePlainTree;
}

/** Applies the edit until it finds nothing more; a text that it would leave with more syntax errors stays as it was. */
export function applyEdit(edit: LearnedEdit, text: string, ports: LearnPorts): AppliedEdit {
  const unchanged = { code: text, edits: 0 };
  let tree = ports.parse(edit.language, text);
  if (!tree) return unchanged;
  const errorsMax = tree.errorCount;
  let code = text;
  let count = 0;
  const inFile = importsAsRead(edit, tree);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const sites = findSites(inFile, tree);
    if (sites.length === 0)
      return withCompanions(inFile, { code, edits: count }, tree, errorsMax, ports) ?? unchanged;
    const edits: SpanEdit[] = sites.flatMap((site) => site.edits);
    const next = applyEdits(code, edits);
    if (next === code) return { code, edits: count };
    code = next;
    count += sites.length;
    tree = ports.parse(edit.language, code);
    if (!tree || tree.errorCount > errorsMax) return unchanged;
  }
  // It would go on for ever: each round makes a new place.
  return unchanged;
}

/** The edit for one file: what its imports say is decided before the edit changes them. */
function importsAsRead(edit: LearnedEdit, tree: PlainTree): LearnedEdit {
  if (edit.companions.length === 0 && edit.parts.length === 1) return edit;
  const parts = edit.parts.flatMap((part) => {
    const imports = part.where.filter(({ kind }) => kind === 'import' || kind === 'no-import');
    if (imports.length === 0) return [part];
    const holds = imports.every(
      ({ kind, value, on }) => !on || holdsImport(value, tree) === (kind === 'import'),
    );
    return holds ? [{ ...part, where: part.where.filter((condition) => !imports.includes(condition)) }] : [];
  });
  return { ...edit, parts };
}

/** The imports that the changed text needs as well; undefined where it cannot have them. */
function withCompanions(
  { companions, language }: LearnedEdit,
  applied: AppliedEdit,
  tree: PlainTree,
  errorsMax: number,
  ports: LearnPorts,
): AppliedEdit | undefined {
  if (companions.length === 0 || applied.edits === 0) return applied;
  const edits = companionEdits(companions, tree);
  if (!edits) return undefined;
  const code = applyEdits(applied.code, edits);
  const after = ports.parse(language, code);
  return after && after.errorCount <= errorsMax ? { ...applied, code } : undefined;
}
