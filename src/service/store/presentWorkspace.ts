import type { StoreAnswer, StoreCallOptions, StoreTransport } from '../../store/store.ts';

/** Functions for which no workspace means all of them, or that are about who belongs where. */
const ABOUT_NO_ONE_WORKSPACE =
  /^(?:sync_\w+|list_workspaces|create_\w+|(?:set|remove|invite)_member|list_(?:members|invitations)|(?:revoke|accept)_invitation)$/u;

/** Functions after which another workspace may be the present one. */
const CHANGES_PRESENT: ReadonlySet<string> = new Set(['sync_attach', 'sync_detach']);

export interface PresentWorkspaceStore extends StoreTransport {
  /** Another store may have been opened: which workspace is the present one is asked anew. */
  forget(): void;
}

/**
 * A store in which a request that names no workspace is about the one that is kept in step with a team, and about the
 * user's own while there is none. Lists of workspaces begin with it.
 */
export function inPresentWorkspace(store: StoreTransport): PresentWorkspaceStore {
  let known: Promise<string | undefined> | undefined;
  const present = (): Promise<string | undefined> => {
    known ??= presentOf(store).catch(() => {
      // Asked again by the next request; this one says itself what is wrong.
      forget();
      return undefined;
    });
    return known;
  };
  const forget = (): void => {
    known = undefined;
  };
  return {
    kind: store.kind,
    async call(
      name: string,
      request: Readonly<Record<string, unknown>>,
      options?: StoreCallOptions,
    ): Promise<StoreAnswer> {
      if (CHANGES_PRESENT.has(name)) {
        return store.call(name, request, options).finally(forget);
      }
      if (name === 'list_workspaces') {
        return presentFirst(await store.call(name, request, options), await present());
      }
      const isNamed = request.workspace_id !== undefined && request.workspace_id !== null;
      if (isNamed || ABOUT_NO_ONE_WORKSPACE.test(name)) return store.call(name, request, options);
      const id = await present();
      return store.call(name, id === undefined ? request : { ...request, workspace_id: id }, options);
    },
    forget,
    close: () => store.close(),
  };
}

async function presentOf(store: StoreTransport): Promise<string | undefined> {
  const answer = await store.call('sync_state', {});
  if (!answer.ok) throw new Error(answer.error.message);
  const synced = rowsIn(answer.data).filter((row) => row.enabled === true);
  // The newest, should a change from one to the other have been cut off.
  const id = synced.at(-1)?.workspace_id;
  return typeof id === 'string' ? id : undefined;
}

function presentFirst(answer: StoreAnswer, id: string | undefined): StoreAnswer {
  if (!answer.ok || id === undefined) return answer;
  const rows = rowsIn(answer.data);
  const workspaces = [...rows.filter((row) => row.id === id), ...rows.filter((row) => row.id !== id)];
  return { ok: true, data: { ...Object(answer.data), workspaces } };
}

function rowsIn(data: unknown): readonly Readonly<Record<string, unknown>>[] {
  const rows: unknown =
    typeof data === 'object' && data !== null && 'workspaces' in data ? data.workspaces : [];
  return Array.isArray(rows) ? rows.filter((row) => typeof row === 'object' && row !== null) : [];
}
