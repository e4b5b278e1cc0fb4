import { z } from 'zod';
import { readSchemaModel } from '../core/advice/schema/readSchemaModel.ts';
import type { SchemaModel } from '../core/advice/schema/schemaModel.ts';
import type { ToolTarget } from '../core/consult/consultTool.ts';
import { serverSettings } from '../core/live/serverSettings.ts';
import type { MigrationHistory } from '../core/migrations/migration.ts';
import type { ReplayReport } from '../core/replay/replayReport.ts';
import { counted } from '../core/report/textReport.ts';
import { defaultProjectConfig } from '../core/rules/parseProjectConfig.ts';
import type { SchemaSettings } from '../core/schema/schemaRule.ts';
import { schemaSettings } from '../core/schema/schemaSettings.ts';
import { LineIndex } from '../core/text/lineIndex.ts';
import { databaseTarget, onDatabase, profileOf } from './connectionProfile.ts';
import { folderHistory } from './projectHistories.ts';
import type { ToolContext } from './toolContext.ts';
import { SQL_CHARACTERS_MAX } from './toolLimits.ts';

/** Where a schema comes from, as tools take it: SQL that is given, a connection, else the project's migrations. */
export const sourceFields = {
  sql: z.string().max(SQL_CHARACTERS_MAX).optional().describe('Schema as SQL, instead of migrations'),
  folder: z.string().max(1_000).optional().describe('Migrations folder'),
  connection: z.string().max(200).optional().describe('Connection profile to read instead'),
};

export interface SourceInput {
  readonly sql?: string | undefined;
  readonly folder?: string | undefined;
  readonly connection?: string | undefined;
}

/** A schema that was read, and where from. */
export interface LoadedSchema {
  readonly model: SchemaModel;
  /** `supabase/migrations, 12 migrations` */
  readonly origin: string;
  readonly isLive: boolean;
  /** Statements that did not run and other things that make the schema another than it may be; one line each. */
  readonly notes: readonly string[];
}

/** A schema that the shadow builds. */
export interface ReplaySource {
  readonly origin: string;
  readonly history: Pick<MigrationHistory, 'migrations' | 'folder' | 'tool'>;
  readonly settings: SchemaSettings;
  readonly notes: readonly string[];
}

/** The profile that is read: the one named, else the chosen one where nothing else is there to be read. */
export function sourceConnection(input: SourceInput, context: ToolContext): string | undefined {
  if (input.sql !== undefined) return undefined;
  return input.connection ?? (context.project || input.folder !== undefined ? undefined : context.connection);
}

export function sourceTarget(input: SourceInput, context: ToolContext): ToolTarget {
  const name = sourceConnection(input, context);
  return name === undefined ? { kind: 'shadow' } : databaseTarget(name, context);
}

export async function loadSchema(input: SourceInput, context: ToolContext): Promise<LoadedSchema> {
  const name = sourceConnection(input, context);
  if (name !== undefined) {
    const profile = profileOf(name, context);
    context.progress(`Reading the schema of ${name}`);
    const model = await onDatabase(profile, context, async (database) =>
      readSchemaModel(database, await serverSettings(database, defaultProjectConfig())),
    );
    return { model, origin: `connection ${name} (${profile.environment})`, isLive: true, notes: [] };
  }
  const source = await replaySource(input, context);
  const report = await replayed(source, [], context, true);
  const { schema } = report;
  if (!schema) throw new Error('the shadow answered without the schema: it is of another version');
  return { model: schema, origin: source.origin, isLive: false, notes: notesOf(source, report) };
}

/** SQL that is given as a schema of its own, else the project's migrations. */
export async function replaySource(input: SourceInput, context: ToolContext): Promise<ReplaySource> {
  if (input.sql !== undefined) {
    const settings = await settingsOfSql(input.sql, context);
    return { origin: 'the SQL given', history: historyOfSql(input.sql), settings, notes: [] };
  }
  const { history, settings, notes } = await folderHistory(context, input.folder);
  const count = counted(history.migrations.length, 'migration');
  return { origin: `${history.folder === '' ? '.' : history.folder}, ${count}`, history, settings, notes };
}

export async function replayed(
  { history, settings }: ReplaySource,
  ruleIds: readonly string[],
  context: ToolContext,
  withSchema: boolean,
): Promise<ReplayReport> {
  const shadow = await context.shadow();
  return shadow.replay(
    { migrations: history.migrations, settings, ruleIds, withSchema },
    { signal: context.signal, onProgress: ({ message }) => context.progress(message) },
  );
}

/** Why the schema may be another than the one in use: what did not run first. */
export function notesOf(
  { history, notes }: Pick<ReplaySource, 'history' | 'notes'>,
  report: Pick<ReplayReport, 'failures' | 'notes'>,
): readonly string[] {
  const failures = report.failures.map(({ path, start, message }) => {
    const text = history.migrations.find(({ up }) => up.path === path)?.up.text ?? '';
    return `${path}:${new LineIndex(text).positionAt(start).line + 1} did not run: ${message}`;
  });
  return [...failures, ...notes, ...report.notes];
}

const GIVEN_PATH = 'schema.sql';

function historyOfSql(text: string): MigrationHistory {
  const span = { start: 0, end: text.length };
  return {
    folder: '',
    tool: 'plain',
    migrations: [{ name: 'schema', up: { path: GIVEN_PATH, text, span, inTransaction: false } }],
  };
}

/** A project that is open knows which platform the SQL is for. */
async function settingsOfSql(text: string, context: ToolContext): Promise<SchemaSettings> {
  const config = context.project ? (await context.project()).analyzer.config : defaultProjectConfig();
  return schemaSettings(config, { paths: [], texts: [text] });
}
