import type { ServiceClient } from '../../store/client/serviceClient.ts';
import type { InstallReport } from '../../store/migrations/installStore.ts';
import type { RollbackReport } from '../../store/migrations/rollbackStore.ts';
import type { ValidationReport } from '../../store/migrations/validateStore.ts';
import type { StoreSide } from './storeSide.ts';

/** The embedded store, whose process does what is asked. */
export function serviceSide(client: ServiceClient): StoreSide {
  return {
    // SAFETY: the service answers each of its methods with the report of that name.
    migrate: async (again) => (await client.request('store/migrate', { again })) as InstallReport,
    // SAFETY: as above.
    validate: async () => (await client.request('store/validate', {})) as ValidationReport,
    // SAFETY: as above.
    rollback: async (toVersion) => (await client.request('store/rollback', { toVersion })) as RollbackReport,
    status: () => settledStatus(client),
    library: (method, params) => client.request(method, params),
    close: () => client.close(),
  };
}

/** Whoever asks by hand wants to know how the opening went, not that it has begun. */
async function settledStatus(client: ServiceClient): Promise<unknown> {
  await client.transport.call('list_workspaces', {});
  return client.request('store/status', {});
}
