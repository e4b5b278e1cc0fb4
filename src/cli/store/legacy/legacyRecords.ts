import { existsSync, statSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../cliHost.ts';
import type { OpenSqlite } from './openSqlite.ts';

/** One record as its program wrote it, in flat fields, and where it stood. */
export interface LegacyRecord {
  readonly place: string;
  readonly fields: unknown;
}

const SQLITE_HEADER = 'SQLite format 3\0';
const DATABASE_NAME = 'confidence_data.db';
const BACKUP_NAME = 'confidence_backup.json';
/** Both kinds of file are read whole. */
const FILE_BYTES_MAX = 1024 * 1024 * 1024;

/**
 * Records of a SQLite database, of a JSON backup, or of both where a folder is named that holds them.
 *
 * @throws UsageError in one line
 */
export async function legacyRecords(path: string, openSqlite: OpenSqlite): Promise<readonly LegacyRecord[]> {
  if (!existsSync(path)) throw new UsageError(`store: --legacy: there is no file ${path}`);
  const { size } = statSync(path);
  if (statSync(path).isDirectory()) {
    const files = [DATABASE_NAME, BACKUP_NAME]
      .map((name) => join(path, name))
      .filter((file) => existsSync(file));
    if (files.length === 0)
      throw new UsageError(`store: --legacy: ${path} holds neither ${DATABASE_NAME} nor ${BACKUP_NAME}`);
    return (await Promise.all(files.map((file) => legacyRecords(file, openSqlite)))).flat();
  }
  if (size > FILE_BYTES_MAX) throw new UsageError(`store: --legacy: ${path} is larger than 1 GB`);
  return (await beginsAsSqlite(path)) ? sqliteRecords(path, openSqlite) : backupRecords(path);
}

async function beginsAsSqlite(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(SQLITE_HEADER.length),
      0,
      SQLITE_HEADER.length,
    );
    return buffer.subarray(0, bytesRead).toString('latin1') === SQLITE_HEADER;
  } finally {
    await file.close();
  }
}

async function sqliteRecords(path: string, openSqlite: OpenSqlite): Promise<readonly LegacyRecord[]> {
  const opened = await openSqlite(path);
  if ('problem' in opened) throw new UsageError(`store: --legacy: ${opened.problem}`);
  const { database } = opened;
  try {
    const tables = new Set(
      database.rows(`select name from sqlite_master where type = 'table'`).map(({ name }) => name),
    );
    if (!tables.has('confidence_history') && !tables.has('execution_records'))
      throw new UsageError(
        `store: --legacy: ${path} has no table confidence_history or execution_records; it is of another program`,
      );
    const history = tables.has('confidence_history')
      ? database.rows('select * from confidence_history order by rowid')
      : [];
    const executions = tables.has('execution_records')
      ? database.rows('select * from execution_records order by rowid')
      : [];
    return [
      ...history.map((fields, row) => ({ place: `confidence_history[${row}]`, fields })),
      ...executions.map((fields, row) => ({
        place: `execution_records[${row}]`,
        fields: executionFields(fields),
      })),
    ];
  } finally {
    database.close();
  }
}

/** Confidence stands in a column of text; agent, task and prompt beside it. */
function executionFields(row: Readonly<Record<string, unknown>>): unknown {
  const score = parsed(row.confidence_data);
  return backupFields({
    task_id: row.task_id,
    timestamp: row.execution_start_time ?? row.execution_end_time,
    confidence_score: isRecord(score) ? score : {},
    execution_data: { ...row, agent_id: row.agent_name },
  });
}

async function backupRecords(path: string): Promise<readonly LegacyRecord[]> {
  const content = parsed(await readFile(path, 'utf8'));
  if (!Array.isArray(content))
    throw new UsageError(
      `store: --legacy: ${path} is neither a SQLite database nor a JSON list of records; it may be cut off`,
    );
  return content.map((entry: unknown, row) => ({ place: `records[${row}]`, fields: backupFields(entry) }));
}

/** An entry of the backup as one flat record: the score's fields, and of the execution what the score does not say. */
function backupFields(entry: unknown): unknown {
  if (!isRecord(entry)) return entry;
  const score = isRecord(entry.confidence_score) ? entry.confidence_score : {};
  const execution = isRecord(entry.execution_data) ? entry.execution_data : {};
  const bounds = Array.isArray(score.uncertainty_bounds) ? score.uncertainty_bounds : [];
  return {
    ...execution,
    ...score,
    task_id: entry.task_id ?? score.task_id,
    timestamp: score.timestamp ?? entry.timestamp,
    agent_id: execution.agent_id ?? score.model_source,
    uncertainty_bounds_lower: bounds[0] ?? score.uncertainty_bounds_lower,
    uncertainty_bounds_upper: bounds[1] ?? score.uncertainty_bounds_upper,
  };
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
