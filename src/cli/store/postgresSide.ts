import type { ServiceMethods } from '../../service/serviceContext.ts';
import {
  installedVersions,
  newerStoreProblem,
  schemaVersionOf,
} from '../../store/migrations/installedVersions.ts';
import { installStore } from '../../store/migrations/installStore.ts';
import { migrationFiles } from '../../store/migrations/migrationFiles.ts';
import { rollbackStore } from '../../store/migrations/rollbackStore.ts';
import type { SqlSession } from '../../store/migrations/sqlSession.ts';
import { validateStore } from '../../store/migrations/validateStore.ts';
import { openPostgresSession } from '../../store/postgres/postgresStore.ts';
import type { StoreSide } from './storeSide.ts';

export interface PostgresSideOptions {
  readonly url: string;
  readonly sqlFolder: string;
  readonly onScript: (line: string) => void;
  /** The library's methods over this database. */
  readonly library: () => Promise<{ readonly methods: ServiceMethods; close(): Promise<void> }>;
}

/** A store in a database server, with the rights of the role in its address. */
export function postgresSide({ url, sqlFolder, onScript, library }: PostgresSideOptions): StoreSide {
  const once = async <Result>(work: (session: SqlSession) => Promise<Result>): Promise<Result> => {
    const session = await openPostgresSession(url);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  };
  return {
    migrate: (again) =>
      once((session) =>
        installStore(session, sqlFolder, {
          again,
          onScript: (done, total, fileName) => onScript(`${done + 1}/${total} ${fileName}`),
        }),
      ),
    validate: () => once((session) => validateStore(session, sqlFolder)),
    rollback: (toVersion) => once((session) => rollbackStore(session, sqlFolder, toVersion)),
    status: () => once((session) => statusOf(session, sqlFolder)),
    library: async (method, params) => {
      const opened = await library();
      try {
        const handler = opened.methods[method];
        if (handler === undefined) throw new Error(`no part answers ${method}`);
        return await handler(params, {
          signal: new AbortController().signal,
          requestId: crypto.randomUUID(),
        });
      } finally {
        await opened.close();
      }
    },
    close: async () => {},
  };
}

async function statusOf(session: SqlSession, sqlFolder: string): Promise<unknown> {
  const [server] = await session.query("select current_setting('server_version') as version");
  const schemaVersion = schemaVersionOf(await installedVersions(session));
  const counted =
    schemaVersion === 0
      ? undefined
      : await session.query(
          'select count(*)::int as patterns from fixward.fix_patterns where deleted_at is null',
        );
  return {
    kind: 'postgres',
    ...stateOf(schemaVersion, migrationFiles(sqlFolder, 'migrations').at(-1)?.version ?? 0),
    server: server?.version,
    schemaVersion,
    ...(counted?.[0] && { patterns: counted[0].patterns }),
  };
}

/** Programs and store have to be of one version: an older store lacks functions, a newer one may mean something else. */
function stateOf(installed: number, known: number): { readonly state: string; readonly problem?: string } {
  if (installed === known) return { state: 'ready' };
  const problem = newerStoreProblem(installed, known);
  if (problem !== undefined) return { state: 'newer', problem };
  const mend = 'run: fixward store migrate --url …';
  return installed === 0
    ? { state: 'not installed', problem: `The store is not installed there; ${mend}` }
    : {
        state: 'older',
        problem: `The store is at version ${installed}, this Fixward needs ${known}; ${mend}`,
      };
}
