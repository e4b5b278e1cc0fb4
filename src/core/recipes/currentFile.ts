import { withGooseMarks } from '../down/gooseStatements.ts';
import { sectionsOf } from '../migrations/migrationSections.ts';
import type { NewFile } from '../rules/finding.ts';
import type { LocatedStatement } from '../sql/analyzeSql.ts';
import { statementNode } from '../sql/sqlStatement.ts';
import { applyEdits } from '../text/edits.ts';
import type { Span, SpanEdit } from '../text/span.ts';
import type { RecipePlan, RecipeStep } from './recipe.ts';
import { runsAsMeant, type ScriptStyle, scriptOf, scriptsOf, withLineBreaks } from './stepScript.ts';

/** The file that holds the statement a recipe is for. */
export interface CurrentFile {
  readonly path: string;
  readonly text: string;
  /** All of the file. */
  readonly statements: readonly LocatedStatement[];
  readonly located: LocatedStatement;
  readonly style: ScriptStyle;
  /** The tool or a `BEGIN` has opened a transaction at the statement. */
  readonly inTransaction: boolean;
  /** The script that undoes the migration: a part of the same file, or another file. */
  readonly down: DownScript | undefined;
}

export interface DownScript {
  readonly path: string;
  readonly text: string;
  readonly span: Span;
  readonly statements: readonly LocatedStatement[];
}

export interface CurrentChange {
  readonly edits: readonly SpanEdit[];
  readonly newFiles: readonly NewFile[];
  /** Steps that found no place in the file. */
  readonly later: readonly RecipeStep[];
}

/** Puts a plan's first step where the statement stands, if it can stand there, and sees to the down script. */
export function changeCurrentFile(file: CurrentFile, plan: RecipePlan): CurrentChange {
  const [first, ...rest] = plan.steps;
  if (!first || plan.startsLater) {
    return { edits: taken(file, plan), newFiles: [], later: plan.steps };
  }
  const stays = first.inTransaction || !runsAsMeant(first, file.style.tool) || isAlone(file);
  if (!stays) {
    const down = changedDown(file, plan, '');
    return { edits: [...taken(file, plan), ...down.edits], newFiles: down.newFiles, later: plan.steps };
  }
  const isOnItsOwn = !first.inTransaction && runsAsMeant(first, file.style.tool);
  const scripts = scriptsOf(first, file.style);
  const marked = file.style.tool === 'goose' ? withGooseMarks : (script: string): string => script;
  const upText = marked(first.inTransaction ? inPlace(file, plan, first) : scripts.up.trimEnd());
  const marks = isOnItsOwn ? noTransactionMarks(file) : { edits: [], newFiles: [] };
  const down = changedDown(file, plan, marked(first.inTransaction ? downInPlace(file, first) : scripts.down));
  return {
    edits: [
      ...marks.edits,
      { span: file.located.span, newText: withLineBreaks(upText, file.style) },
      ...down.edits,
    ],
    newFiles: [...marks.newFiles, ...down.newFiles],
    later: rest,
  };
}

/** Settings and transaction words of a file do nothing by themselves. */
function isAlone({ text, statements, located }: CurrentFile): boolean {
  const { up } = sectionsOf(text);
  return statements.every(
    (other) =>
      other === located ||
      other.span.start < up.start ||
      other.span.start >= up.end ||
      other.statement.tokens.length === 0,
  );
}

function taken({ text, located }: CurrentFile, plan: RecipePlan): readonly SpanEdit[] {
  return plan.taken.map(({ span, newText }) => {
    const moved = { start: located.span.start + span.start, end: located.span.start + span.end };
    return { span: newText === '' ? wholeLines(text, moved) : moved, newText };
  });
}

/** The lines of a span that holds all they have, line break included; the span itself otherwise. */
function wholeLines(text: string, span: Span): Span {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  if (text.slice(lineStart, span.start).trim() !== '') return span;
  const rest = /^[ \t]*\r?\n?/u.exec(text.slice(span.end))?.[0] ?? '';
  const after = text.slice(span.end + rest.length - 1, span.end + rest.length);
  const endsLine = after === '\n' || span.end + rest.length === text.length;
  return endsLine ? { start: lineStart, end: span.end + rest.length } : span;
}

function setsLockTimeout({ statements, located }: CurrentFile): boolean {
  return statements.some(
    ({ span, statement }) =>
      span.start < located.span.start && statementNode(statement, 'VariableSetStmt')?.name === 'lock_timeout',
  );
}

/** The author's statement, edited, with what it lacks around it. */
function inPlace(file: CurrentFile, plan: RecipePlan, first: RecipeStep): string {
  const { statement } = file.located;
  const style = file.style;
  const edits = plan.inPlace.map((edit) => ({
    ...edit,
    newText: style.isLowerCase ? lowered(edit.newText, style) : edit.newText,
  }));
  const body = applyEdits(statement.text, edits).replace(/;?$/u, '');
  const isGroup = first.up.length > 1 || body.includes(';\n');
  const inner = { ...style, opensTransaction: file.inTransaction };
  const around = scriptOf(isGroup ? [BODY, BODY] : [BODY], true, inner, !setsLockTimeout(file)).trimEnd();
  const [before = '', after = ''] = [around.indexOf(BODY), around.lastIndexOf(BODY)].map((at, index) =>
    index === 0 ? around.slice(0, at) : around.slice(at + BODY.length),
  );
  return `${before}${body}${after}`;
}

/** Stands for the author's text, in any case. */
const BODY = '__1__';

function lowered(text: string, style: ScriptStyle): string {
  return scriptOf([text], false, style).replace(/;\n$/u, '');
}

function downInPlace(file: CurrentFile, first: RecipeStep): string {
  return first.down.length === 0
    ? ''
    : scriptOf(first.down, true, { ...file.style, opensTransaction: file.inTransaction });
}

/** The down script with the recipe's first step undone where the statement was. */
function changedDown(
  { path, down, style }: CurrentFile,
  plan: RecipePlan,
  script: string,
): { readonly edits: readonly SpanEdit[]; readonly newFiles: readonly NewFile[] } {
  const nothing = { edits: [], newFiles: [] };
  if (!down) return nothing;
  const undoing = down.statements.find(({ statement }) => plan.isUndoneBy(statement));
  const newText = withLineBreaks(script, style);
  if (undoing && isSame(undoing.statement.text, plan.steps[0]?.down ?? [], script)) return nothing;
  if (!undoing && script === '') return nothing;
  const edit: SpanEdit = undoing
    ? script === ''
      ? { span: wholeLines(down.text, undoing.span), newText: '' }
      : { span: undoing.span, newText: newText.trimEnd() }
    : { span: { start: down.span.start, end: down.span.start }, newText };
  if (down.path === path) return { edits: [edit], newFiles: [] };
  return {
    edits: [],
    newFiles: [{ path: down.path, text: applyEdits(down.text, [edit]), replaces: true }],
  };
}

/** What undoes the statement undoes the step as well: it can stay as its author wrote it. */
function isSame(written: string, down: readonly string[], script: string): boolean {
  const words = (sql: string): string =>
    sql
      .toLowerCase()
      .replace(/\bif\s+exists\b|\bpublic\s*\.|[;"\s]/gu, ' ')
      .replace(/\s+/gu, ' ')
      .trim();
  return script !== '' && down.length === 1 && words(written) === words(down[0] ?? '');
}

/** How each tool is told that the file runs outside a transaction. */
function noTransactionMarks({ path, text, style }: CurrentFile): Pick<CurrentChange, 'edits' | 'newFiles'> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const atTop = (mark: string): readonly SpanEdit[] =>
    text.includes(mark) ? [] : [{ span: { start: 0, end: 0 }, newText: `${mark}${style.lineBreak}` }];
  switch (style.tool) {
    case 'goose':
      return { edits: atTop('-- +goose NO TRANSACTION'), newFiles: [] };
    case 'sqlx':
      return { edits: atTop('-- no-transaction'), newFiles: [] };
    case 'dbmate':
      return {
        edits: [...text.matchAll(/^--[ \t]*migrate:(?:up|down)(?![^\n]*transaction:)/gmu)].map((mark) => {
          const end = mark.index + mark[0].length;
          return { span: { start: end, end }, newText: ' transaction:false' };
        }),
        newFiles: [],
      };
    case 'diesel':
      return {
        edits: [],
        newFiles: [{ path: `${folder}metadata.toml`, text: 'run_in_transaction = false\n' }],
      };
    case 'flyway':
      return { edits: [], newFiles: [{ path: `${path}.conf`, text: 'executeInTransaction=false\n' }] };
    default:
      return { edits: [], newFiles: [] };
  }
}
