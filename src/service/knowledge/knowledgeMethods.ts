import { createHash } from 'node:crypto';
import { z } from 'zod';
import { errorMessage } from '../../core/errorMessage.ts';
import { parseParams } from '../parseParams.ts';
import type { AskPart, ServiceContext, ServiceMethods } from '../serviceContext.ts';
import { toolboxOf } from '../tools/toolbox.ts';
import { type ScanReport, scanSchema } from './scanSchema.ts';

const scanSchemaParams = z.object({
  project: z.string().min(1).optional(),
  trusted: z.boolean(),
  /** A connection's name; the project's migrations when absent. */
  connection: z.string().optional(),
});

const historySchema = z.object({
  project: z.string().min(1).optional(),
  connection: z.string().optional(),
  limit: z.int().min(1).max(500).optional(),
});

const watchSchema = z.object({ connections: z.array(z.string()).max(50) });

/** A schema in use changes rarely; whoever is in a hurry asks for a look. */
const LOOK_EVERY_MS = 6 * 60 * 60 * 1000;
const HISTORY_DEFAULT = 100;

/** What schemas were and became: looked at when migrations change, on a schedule, and when somebody asks. */
export function knowledgeMethods(context: ServiceContext, ask: AskPart): ServiceMethods {
  const toolbox = toolboxOf(context, ask);
  const running = new Map<string, Promise<ScanReport>>();
  let watched: readonly string[] = [];

  const scan = ({ project, trusted, connection }: z.infer<typeof scanSchemaParams>): Promise<ScanReport> => {
    const source = sourceName(project, connection);
    const known = running.get(source);
    // Two that ask at the same time want to know the same.
    if (known) return known;
    const work = scanSchema(context.store, source, {
      context: toolbox.contextFor({
        project,
        trusted,
        connection,
        proposals: NO_PROPOSALS,
        signal: context.ending,
      }),
      connection,
    }).then((report) => {
      if (report.changes.length > 0)
        context.emit('knowledge/changed', { source, changes: report.changes.length });
      return report;
    });
    running.set(source, work);
    context.keepAlive(work.catch(() => {}));
    return work.finally(() => running.delete(source));
  };
  const timer = setInterval(() => {
    for (const connection of watched) {
      scan({ trusted: false, connection }).catch((error: unknown) =>
        context.log(`knowledge: the schema of a connection was not looked at: ${errorMessage(error)}`),
      );
    }
  }, LOOK_EVERY_MS);
  timer.unref();
  context.ending.addEventListener('abort', () => clearInterval(timer), { once: true });

  return {
    'knowledge/scan': async (params) => scan(parseParams(scanSchemaParams, params)),
    /** Which connections are looked at on a schedule; replaces the former ones. */
    'knowledge/watch': async (params) => {
      watched = parseParams(watchSchema, params).connections;
      return {};
    },
    'knowledge/history': async (params) => {
      const { project, connection, limit = HISTORY_DEFAULT } = parseParams(historySchema, params);
      const isOne = project !== undefined || connection !== undefined;
      const answer = await context.store.call('list_schema_changes', {
        limit,
        ...(isOne && { sources: [sourceName(project, connection)] }),
      });
      if (!answer.ok) throw new Error(answer.error.message);
      return answer.data;
    },
  };
}

const NO_PROPOSALS = {
  list: () => [],
  add: () => Promise.reject(new Error('a look at a schema proposes nothing')),
};

/** Folders are told apart by their path, whose length the store limits. */
function sourceName(project: string | undefined, connection: string | undefined): string {
  if (connection !== undefined) return `connection ${connection}`;
  if (project === undefined) return 'no project';
  return project.length <= 500
    ? `migrations of ${project}`
    : `migrations of ${createHash('sha256').update(project).digest('hex')}`;
}
