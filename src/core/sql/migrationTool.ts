import type { MigrationFolder, MigrationTool } from '../rules/projectConfig.ts';
import type { FolderFacts } from './folderFacts.ts';

/** What the project says of a SQL file; everything left out is told from its path and comments. */
export interface SqlOptions {
  /** Postgres major version to judge for. */
  readonly targetVersion?: number;
  /** Folders with migrations and their tools, from the project's configuration. */
  readonly migrations?: readonly MigrationFolder[];
  /** Whether the tool runs the file inside a transaction, where the project knows, as from diesel's `metadata.toml`. */
  readonly runInTransaction?: boolean;
  /** Files of no tool in particular run in one transaction. */
  readonly assumeInTransaction?: boolean;
  /** What the other migrations of the file's folder say, where they are known. */
  readonly history?: FolderFacts;
}

const TOOL_OF_PATH: readonly (readonly [pattern: RegExp, tool: MigrationTool])[] = [
  [/(?:^|\/)supabase\//u, 'supabase'],
  [/(?:^|\/)migrations?\/[^/]+\/migration\.sql$/u, 'prisma'],
  [/(?:^|\/)migrations?\/[^/]+\/(?:up|down)\.sql$/u, 'diesel'],
  [/(?:^|\/)drizzle\//u, 'drizzle'],
  [/(?:^|\/)[VUR]\d*[\d._]*__[^/]*\.sql$/u, 'flyway'],
  [/(?:^|\/)\d+_[^/]*\.(?:up|down)\.sql$/u, 'golang-migrate'],
];

const TOOL_OF_COMMENT: readonly (readonly [pattern: RegExp, tool: MigrationTool])[] = [
  [/^--> statement-breakpoint/u, 'drizzle'],
  [/^--\s*\+goose\b/iu, 'goose'],
  [/^--\s*migrate:(?:up|down)\b/iu, 'dbmate'],
  [/^--\s*(?:Up|Down) Migration\b/u, 'node-pg-migrate'],
];

const NO_TRANSACTION =
  /^--\s*(?:\+goose\s+no\s+transaction|migrate:(?:up|down)\s.*transaction:\s*false|no-transaction|atlas:txmode\s+none|disable[-_ ]transaction|postgres-migrations\s+disable-transaction|squawk-disable-assume-in-transaction|executeInTransaction\s*=\s*false)/iu;

const IN_TRANSACTION = /^--\s*squawk-enable-assume-in-transaction\b/iu;

const DOWN_PATH = /(?:^|\/)(?:down\.sql|[^/]*[._-]down\.sql|U\d[\d._]*__[^/]*\.sql)$/u;
const MIGRATION_PATH = /(?:^|\/)(?:migrations?|migrate|drizzle)\//u;

/** What one comment says of the file's tool, transaction and direction. */
export type CommentMark =
  | `tool:${MigrationTool}`
  | 'no-transaction'
  | 'in-transaction'
  | 'section:up'
  | 'section:down';

export function marksOfComment(comment: string): readonly CommentMark[] {
  if (!comment.startsWith('--')) return [];
  const marks: CommentMark[] = [];
  for (const [pattern, tool] of TOOL_OF_COMMENT) if (pattern.test(comment)) marks.push(`tool:${tool}`);
  if (NO_TRANSACTION.test(comment)) marks.push('no-transaction');
  if (IN_TRANSACTION.test(comment)) marks.push('in-transaction');
  const section = /^--\s*(?:\+goose\s+|migrate:|(?=(?:up|down) migration))(up|down)\b/iu.exec(comment)?.[1];
  if (section !== undefined) marks.push(section.toLowerCase() === 'down' ? 'section:down' : 'section:up');
  return marks;
}

export function toolOf(
  path: string,
  options: SqlOptions,
  has: (mark: CommentMark) => boolean,
): MigrationTool {
  const configured = configuredFolder(path, options)?.tool;
  if (configured !== undefined) return configured;
  const marked = TOOL_OF_COMMENT.find(([, tool]) => has(`tool:${tool}`));
  return marked?.[1] ?? toolOfPath(path) ?? 'plain';
}

/** The tool whose naming the path follows; undefined where it is nobody's in particular. */
export function toolOfPath(path: string): MigrationTool | undefined {
  return TOOL_OF_PATH.find(([pattern]) => pattern.test(path))?.[1];
}

/** What decides whether a file runs in one transaction. */
export interface WrappingEvidence {
  readonly tool: MigrationTool;
  readonly path: string;
  readonly options: SqlOptions;
  readonly statementCount: number;
  readonly has: (mark: CommentMark) => boolean;
  readonly usesConcurrently: boolean;
}

/** Whether the tool runs the whole file in one transaction. */
export function isWrapped(evidence: WrappingEvidence): boolean {
  const { tool, path, options, statementCount, has, usesConcurrently } = evidence;
  if (options.runInTransaction !== undefined) return options.runInTransaction;
  if (has('no-transaction')) return false;
  if (has('in-transaction')) return true;
  const configured = configuredFolder(path, options)?.transaction;
  if (configured !== undefined) return configured;
  switch (tool) {
    case 'plain':
      return options.assumeInTransaction === true;
    case 'prisma':
    case 'golang-migrate':
      // The file is sent as one query, which Postgres runs as one transaction unless it holds a single statement.
      return statementCount > 1;
    case 'diesel':
    case 'flyway':
      // Both can switch the transaction off where this file does not show it; such a statement says that they do.
      return !usesConcurrently;
    case 'supabase':
      return !SUPABASE_SCRIPT.test(path);
    default:
      return true;
  }
}

/** Tests, seeds and snippets of a Supabase project, which bring their own transactions. */
export const SUPABASE_SCRIPT = /(?:^|\/)(?:tests?|snippets|functions|seeds?)\/|(?:^|\/)seed[^/]*\.sql$/u;

export function isDownPath(path: string): boolean {
  return DOWN_PATH.test(path);
}

function configuredFolder(path: string, { migrations = [] }: SqlOptions): MigrationFolder | undefined {
  return migrations.find(({ folder }) => path.startsWith(`${folder.replace(/\/+$/u, '')}/`));
}

export function isMigrationPath(path: string, options: SqlOptions): boolean {
  if (configuredFolder(path, options)) return true;
  return MIGRATION_PATH.test(path) || /\.(?:up|down)\.sql$/u.test(path);
}
