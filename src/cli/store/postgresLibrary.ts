import { fixwardHome } from '../../engines/workspace/projectRoot.ts';
import { exportLibrary } from '../../service/library/exportLibrary.ts';
import { importLibrary } from '../../service/library/importLibrary.ts';
import { exportParamsSchema, importParamsSchema } from '../../service/library/importParams.ts';
import { parseParams } from '../../service/parseParams.ts';
import type { ServiceMethods } from '../../service/serviceContext.ts';
import { readOrMakeUser } from '../../store/client/serviceFiles.ts';
import { servicePlace } from '../../store/client/servicePlace.ts';
import { openPostgresStore } from '../../store/postgres/postgresStore.ts';
import type { StoreTransport } from '../../store/store.ts';
import { type CliHost, UsageError } from '../cliHost.ts';

/** Import and export over a database server, as the user of this data folder where the login role may speak for users. */
export async function postgresLibrary(
  host: CliHost,
  url: string,
): Promise<{ readonly methods: ServiceMethods; close(): Promise<void> }> {
  const { transport: store } = await openPostgresLibrary(host, url);
  return {
    methods: {
      'library/import': (params) => importLibrary({ store }, parseParams(importParamsSchema, params)),
      'library/export': (params) =>
        exportLibrary({ store }, parseParams(exportParamsSchema, params), () => new Date()),
    },
    close: () => store.close(),
  };
}

/** The store's functions over a database server, with a workspace of the user's to work in. */
export async function openPostgresLibrary(
  host: CliHost,
  url: string,
): Promise<{ readonly transport: StoreTransport; close(): Promise<void> }> {
  const userId = readOrMakeUser(servicePlace(fixwardHome(host.environment)).userFile);
  const transport = openPostgresStore({ url, userId });
  await requireWorkspace(transport, host);
  return { transport, close: () => transport.close() };
}

async function requireWorkspace(store: StoreTransport, host: CliHost): Promise<void> {
  const listed = await store.call('list_workspaces', {});
  if (!listed.ok) throw new UsageError(`store: ${listed.error.message}`);
  const { data } = listed;
  const hasOne =
    typeof data === 'object' &&
    data !== null &&
    'workspaces' in data &&
    Array.isArray(data.workspaces) &&
    data.workspaces.length > 0;
  if (hasOne) return;
  const made = await store.call('create_organisation', { name: 'Personal', workspace_name: 'Personal' });
  if (!made.ok)
    throw new UsageError(`store: you belong to no workspace there, and none was made: ${made.error.message}`);
  host.log('You belonged to no workspace there; "Personal" was made.');
}
