import type { SqlSession } from '../../support/storeDatabase.ts';
import type { CampaignTenant } from './tenantRows.ts';

/** Somebody who tries to reach the other tenant's rows. */
export interface Actor {
  readonly name: string;
  readonly databaseRole: 'authenticated' | 'anon';
  readonly claims: Readonly<Record<string, unknown>> | undefined;
  /** May read the other tenant's rows by right; writing there is still refused. */
  readonly reads: boolean;
  /** Belongs to a workspace of his own. */
  readonly belongs: boolean;
}

const userId = (number: number): string => `cccccccc-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

/** Makes the users with their memberships: roles in tenant `own`, and what some had or have in `other`. */
export async function makeActors(
  session: SqlSession,
  own: CampaignTenant,
  other: CampaignTenant,
): Promise<readonly Actor[]> {
  const join = async (
    organisation: string,
    workspace: string | null,
    user: string,
    role: string,
  ): Promise<void> => {
    await session.query(
      'insert into fixward.memberships (organisation_id, workspace_id, user_id, role, created_by) values ($1, $2, $3, $4, $3)',
      [organisation, workspace, user, role],
    );
  };
  const actors: Actor[] = [];
  const add = (name: string, user: string, more: Partial<Actor> = {}): void => {
    const claims = { sub: user, role: 'authenticated' };
    actors.push({ name, databaseRole: 'authenticated', claims, reads: false, belongs: true, ...more });
  };
  add('owner', own.owner);
  for (const [place, role] of ['maintainer', 'member', 'reader'].entries()) {
    await join(own.organisation, null, userId(place), role);
    add(role, userId(place));
  }
  await join(own.organisation, own.workspace, userId(10), 'owner');
  add('owner of one workspace', userId(10));
  await join(own.organisation, null, userId(11), 'owner');
  await join(other.organisation, null, userId(11), 'reader');
  add('owner here, reader there', userId(11), { reads: true });
  await join(other.organisation, null, userId(12), 'maintainer');
  await removedMember(session, other, userId(12));
  add('removed member', userId(12), { belongs: false });
  add('outsider', userId(13), { belongs: false });
  add('outsider with forged claims', userId(13), {
    belongs: false,
    claims: {
      sub: userId(13),
      role: 'service_role',
      user_id: other.owner,
      workspace_id: other.workspace,
      user_metadata: { sub: other.owner, role: 'owner', workspace_id: other.workspace },
      app_metadata: { role: 'owner', organisation_id: other.organisation, workspaces: [other.workspace] },
    },
  });
  actors.push(
    {
      name: 'signed in as nobody',
      databaseRole: 'authenticated',
      claims: undefined,
      reads: false,
      belongs: false,
    },
    {
      name: 'signed in with a broken id',
      databaseRole: 'authenticated',
      claims: { sub: `${other.owner}' or true --` },
      reads: false,
      belongs: false,
    },
    // PostgREST takes this role for requests without a token; claims beside it are worth nothing.
    { name: 'anon', databaseRole: 'anon', claims: { sub: other.owner }, reads: false, belongs: false },
  );
  return actors;
}

/** What a member wrote before he was removed stays the workspace's. */
async function removedMember(session: SqlSession, other: CampaignTenant, user: string): Promise<void> {
  await session.query(
    `insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description, created_by)
     values ($1, 'by-one-who-left', $2, 'Data', 'LOW', $2, $3)`,
    [other.workspace, `${other.marker} by one who left`, user],
  );
  await session.query(
    `insert into fixward.consultations (workspace_id, title, created_by) values ($1, $2, $3)`,
    [other.workspace, `${other.marker} by one who left`, user],
  );
  await session.query('delete from fixward.memberships where organisation_id = $1 and user_id = $2', [
    other.organisation,
    user,
  ]);
}
