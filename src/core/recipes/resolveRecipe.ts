import { writesLowerCase } from '../down/keywordCase.ts';
import { sectionsOf } from '../migrations/migrationSections.ts';
import type { SqlParser } from '../ports.ts';
import type { AnalyzedDocument } from '../rules/analyzer.ts';
import type { Finding, FixProposal } from '../rules/finding.ts';
import type { ProjectConfig } from '../rules/projectConfig.ts';
import { analyzeSql, type LocatedStatement, type SqlAnalysis } from '../sql/analyzeSql.ts';
import { statementNode } from '../sql/sqlStatement.ts';
import { changeCurrentFile, type DownScript } from './currentFile.ts';
import { newMigrations } from './migrationFiles.ts';
import { planRecipe } from './planRecipe.ts';
import { earlierScript, type RecipeFolder, recipeFolder } from './recipeFolder.ts';
import type { RecipeHost } from './recipeHost.ts';
import { schemaKnowledge } from './schemaKnowledge.ts';
import { type ScriptStyle, scriptsOf } from './stepScript.ts';

export interface RecipeParts {
  readonly host: RecipeHost;
  readonly parser: SqlParser;
  readonly config: Pick<ProjectConfig, 'migrations' | 'postgresVersion'>;
}

/**
 * Fills in a recipe: the edits of the file at hand and the migrations that follow it, named as the project's tool names
 * its own. Undefined when the recipe does not fit the statement. A fix that is no recipe is returned as it is.
 */
export function resolveRecipe(
  parts: RecipeParts,
  document: AnalyzedDocument,
  finding: Finding,
  fix: FixProposal,
): FixProposal | undefined {
  const { sql } = document;
  if (fix.recipe === undefined || !sql) return fix;
  const located = sql.statements.find(
    ({ span }) => span.start <= finding.span.start && finding.span.start < span.end,
  );
  if (!located) return undefined;
  const { path, text } = document.input;
  const files = parts.host.filesAround(path);
  const folder = recipeFolder(files, parts.config.migrations, parts.host, parts.parser);
  const plan = planRecipe(fix.recipe, {
    statement: located.statement,
    span: {
      start: finding.span.start - located.span.start,
      end: finding.span.end - located.span.start,
    },
    earlier: statementsBefore(sql, located).map(({ statement }) => statement),
    targetVersion: parts.config.postgresVersion,
    knowledge: schemaKnowledge(() => {
      const own = earlierScript(text.slice(0, located.span.start), parts.parser);
      return [...folder.earlierThan(path), ...(own ? [own] : [])];
    }),
  });
  if (!plan) return undefined;
  const style: ScriptStyle = {
    tool: sql.file.tool,
    isLowerCase: writesLowerCase(located.statement.text),
    lineBreak: sql.file.lineBreak,
  };
  const change = changeCurrentFile(
    {
      path,
      text,
      statements: sql.statements,
      located,
      style,
      inTransaction: sql.file.isWrapped || hasOpenTransaction(statementsBefore(sql, located)),
      down: downScript(parts, path, text, folder),
    },
    plan,
  );
  const later = change.later.map((step) => ({ name: step.name, scripts: scriptsOf(step, style) }));
  const migrations = newMigrations({ style, path, files }, later, parts.host.now());
  const { recipe: _, ...rest } = fix;
  return { ...rest, edits: change.edits, newFiles: [...change.newFiles, ...migrations] };
}

function statementsBefore(sql: SqlAnalysis, located: LocatedStatement): readonly LocatedStatement[] {
  return sql.statements.filter(({ span }) => span.start < located.span.start);
}

function hasOpenTransaction(before: readonly LocatedStatement[]): boolean {
  const last = before
    .flatMap(({ statement }) => statementNode(statement, 'TransactionStmt')?.kind ?? [])
    .at(-1);
  return last === 'TRANS_STMT_BEGIN' || last === 'TRANS_STMT_START';
}

function downScript(
  { host, parser }: RecipeParts,
  path: string,
  text: string,
  folder: RecipeFolder,
): DownScript | undefined {
  const { down } = sectionsOf(text);
  if (down) return { path, text, span: down, statements: statementsIn(path, text, down, parser) };
  const other = folder.downOf(path);
  const otherText = other === undefined ? undefined : host.read(other);
  if (other === undefined || otherText === undefined) return undefined;
  const span = { start: 0, end: otherText.length };
  return { path: other, text: otherText, span, statements: statementsIn(other, otherText, span, parser) };
}

function statementsIn(
  path: string,
  text: string,
  within: { readonly start: number; readonly end: number },
  parser: SqlParser,
): readonly LocatedStatement[] {
  return analyzeSql({ text, path, rules: [], parser }).statements.filter(
    ({ span }) => within.start <= span.start && span.start < within.end,
  );
}
