import { z } from 'zod';
import { cappedLines, cut } from '../core/advice/cappedText.ts';
import {
  readSlowQueries,
  type SlowQuery,
  type SlowQueryReport,
  slowQueryRemarks,
} from '../core/advice/slowQueries.ts';
import { databaseTarget, onDatabase, profileOf } from './connectionProfile.ts';
import { defineTool } from './tool.ts';
import { ToolFailure } from './toolFailure.ts';
import { TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const LIMIT_MAX = 100;
const LIMIT = 20;
const QUERY_SHOWN_MAX = 300;

const input = z.strictObject({
  connection: z.string().max(200).optional(),
  limit: z.int().min(1).max(LIMIT_MAX).optional(),
});

export interface SlowQueries extends SlowQueryReport {
  readonly connection: string;
}

export const slowQueries = defineTool<z.infer<typeof input>, SlowQueries>({
  name: 'slow_queries',
  title: 'Report slow queries',
  description: 'Queries of a connected database that take most time, from pg_stat_statements.',
  input,
  action: 'query_database',
  untrustedOutput: true,
  target: ({ connection }, context) => databaseTarget(connection ?? context.connection, context),
  run: async ({ connection, limit = LIMIT }, context) => {
    const profile = profileOf(connection, context);
    const answer = await onDatabase(profile, context, (database) => readSlowQueries(database, limit));
    if (!answer.ok) throw new ToolFailure('unavailable', `${profile.name}: ${answer.reason}`);
    const { report } = answer;
    const lines = [
      `${profile.name}: ${report.counted} queries counted${report.countedSince === undefined ? '' : ` since ${report.countedSince}`}, ${seconds(report.totalMs)} in all`,
      ...report.queries.flatMap(queryLines),
      ...report.notes.map((note) => `note: ${note}`),
    ];
    return {
      ok: true,
      data: { connection: profile.name, ...report },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});

function queryLines(query: SlowQuery, place: number): readonly string[] {
  const remarks = slowQueryRemarks(query);
  return [
    `${place + 1}. ${seconds(query.totalMs)}, ${query.calls} calls, mean ${Math.round(query.meanMs * 100) / 100} ms${remarks.length === 0 ? '' : `: ${remarks.join('; ')}`}`,
    `   ${cut(query.query.replace(/\s+/gu, ' ').trim(), QUERY_SHOWN_MAX)}`,
  ];
}

const MS_PER_SECOND = 1_000;

function seconds(ms: number): string {
  const figure = ms / MS_PER_SECOND;
  return `${figure < 10 ? figure.toFixed(2) : Math.round(figure)} s`;
}
