import { z } from 'zod';
import type { StoreTransport } from '../store.ts';
import { answered, SyncFailure } from './syncAnswers.ts';

export interface Connection {
  readonly local: StoreTransport;
  readonly shared: StoreTransport;
  readonly url: string;
  readonly publishableKey: string;
  /** The signed-in user's id in the shared store. */
  readonly remoteUserId: string;
  /** The workspace that the user chose; the only one when absent. */
  readonly workspaceId?: string;
}

const listedSchema = z.object({
  workspaces: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      organisation_id: z.uuid(),
      organisation_name: z.string(),
      role: z.enum(['owner', 'maintainer', 'member', 'reader']),
    }),
  ),
});
type SharedWorkspace = z.infer<typeof listedSchema>['workspaces'][number];

const attachedSchema = z.object({ workspace_id: z.uuid() });

/**
 * Finds the shared workspace and makes or renews its copy in the local store, with the role that the user has there now.
 *
 * @returns the workspace's id, the same in both stores
 * @throws SyncFailure
 */
export async function connectWorkspace(connection: Connection, signal: AbortSignal): Promise<string> {
  const { local, shared, url, publishableKey, remoteUserId } = connection;
  const answer = await shared.call('list_workspaces', {}, { signal });
  const { workspaces } = answered('shared', 'list_workspaces', answer, listedSchema);
  const workspace = chosen(workspaces, connection.workspaceId);
  const request = { workspace, url, publishable_key: publishableKey, remote_user_id: remoteUserId };
  const attached = await local.call('sync_attach', request, { signal });
  return answered('local', 'sync_attach', attached, attachedSchema).workspace_id;
}

function chosen(workspaces: readonly SharedWorkspace[], id: string | undefined): SharedWorkspace {
  const [first] = workspaces;
  const found = id === undefined ? first : workspaces.find((workspace) => workspace.id === id);
  if (first === undefined) {
    throw new SyncFailure('shared', {
      code: 'no_workspace',
      message: 'You belong to no workspace of this project yet; create one, or ask to be invited.',
    });
  }
  if (found === undefined) {
    throw new SyncFailure('shared', {
      code: 'no_workspace',
      message:
        'You no longer belong to the workspace that was synced; what this machine has of it stays here.',
    });
  }
  if (id === undefined && workspaces.length > 1) {
    const names = workspaces.map(({ name, organisation_name }) => `${organisation_name} / ${name}`);
    throw new SyncFailure('shared', {
      code: 'no_workspace',
      message: `Choose which workspace to sync: ${names.join(', ')}.`,
    });
  }
  return found;
}
