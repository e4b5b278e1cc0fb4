import { toLowerCase, writesLowerCase } from '../../core/down/keywordCase.ts';
import type { MigrationHistory } from '../../core/migrations/migration.ts';
import { newMigrations } from '../../core/recipes/migrationFiles.ts';
import type { NewFile } from '../../core/rules/finding.ts';
import type { MigrationTool } from '../../core/rules/projectConfig.ts';
import type { SchemaRemedy } from '../../core/schema/schemaRule.ts';

/** A name longer than this is cut: file systems and readers have limits. */
const NAME_LENGTH_MAX = 50;

/**
 * A remedy as a migration after the folder's newest: its up script alone, since a way back is better proposed, and
 * proven, from what up did.
 *
 * @param now time as `20240131120000`
 */
export function remedyFiles(
  { migrations, tool }: MigrationHistory,
  { title, sql }: SchemaRemedy,
  now: string,
): readonly NewFile[] | undefined {
  const newest = migrations.at(-1);
  if (!newest) return undefined;
  const { text, path } = newest.up;
  const isLowerCase = writesLowerCase(text);
  const up = `${(isLowerCase ? toLowerCase(sql) : sql).trimEnd()}\n`;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const [file] = newMigrations(
    {
      style: { tool, isLowerCase, lineBreak },
      path,
      files: migrations.flatMap((known) => [known.up.path, ...(known.down ? [known.down.path] : [])]),
    },
    [{ name: nameOf(title), scripts: { up, down: '', withoutTransaction: false } }],
    now,
  );
  return file && [{ path: file.path, text: `${headingOf(tool)}${up}`.replaceAll('\n', lineBreak) }];
}

function headingOf(tool: MigrationTool): string {
  switch (tool) {
    case 'goose':
      return '-- +goose Up\n';
    case 'dbmate':
      return '-- migrate:up\n';
    case 'node-pg-migrate':
      return '-- Up Migration\n';
    default:
      return '';
  }
}

/** `Add an index on orders (customer_id)` as `add_an_index_on_orders_customer_id`. */
function nameOf(title: string): string {
  const words = title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/gu, '');
  return words.slice(0, NAME_LENGTH_MAX).replace(/_+$/u, '') || 'mend_schema';
}
