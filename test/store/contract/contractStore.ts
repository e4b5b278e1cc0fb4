import { randomUUID } from 'node:crypto';
import type { StoreAnswer, StoreError, StoreTransport } from '../../../src/store/store.ts';

export interface ContractUser {
  readonly id: string;
  readonly transport: StoreTransport;
}

/** A store under the contract, as the suite reaches it. */
export interface ContractStore {
  /** Another user each time, or the same where there is but one. */
  user(): Promise<ContractUser>;
  readonly users: 'many' | 'one';
  /** A local store keeps an outbox, a shared one a log of changes. */
  readonly side: 'local' | 'shared';
  close(): Promise<void>;
}

/** One user in one workspace of his own; requests name it by themselves. */
export interface Desk {
  readonly user: ContractUser;
  readonly organisationId: string;
  readonly workspaceId: string;
  call(name: string, request?: Fields, requestId?: string): Promise<StoreAnswer>;
  /** The answer's data; a failure fails the test. */
  data(name: string, request?: Fields): Promise<Fields>;
  /** The failure; an answer without one fails the test. */
  failure(name: string, request?: Fields): Promise<StoreError>;
  /** `data.results` of a batch. */
  results(name: string, request: Fields): Promise<readonly Fields[]>;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Names of the functions that the suite called, so that it can say which it left out. */
export type Called = Set<string>;

/** A new organisation of a user, with one workspace. */
export async function newDesk(user: ContractUser, called: Called): Promise<Desk> {
  const name = `Büro ${randomUUID()}`;
  called.add('create_organisation');
  const answer = await user.transport.call('create_organisation', { name, workspace_name: 'Wörk' });
  if (!answer.ok) throw new Error(`create_organisation: ${answer.error.message}`);
  const { organisation_id: organisationId, workspace_id: workspaceId } = fieldsOf(answer.data);
  return deskAt(user, String(organisationId), String(workspaceId), called);
}

/** Where a user who was given a role in another's workspace works. */
export function deskAt(
  user: ContractUser,
  organisationId: string,
  workspaceId: string,
  called: Called,
): Desk {
  const call: Desk['call'] = (name, request = {}, requestId) => {
    called.add(name);
    const sent = WITHOUT_WORKSPACE.has(name) ? request : { workspace_id: workspaceId, ...request };
    return user.transport.call(name, sent, requestId === undefined ? {} : { requestId });
  };
  const data: Desk['data'] = async (name, request) => {
    const answer = await call(name, request);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code}: ${answer.error.message}`);
    return fieldsOf(answer.data);
  };
  return {
    user,
    organisationId,
    workspaceId,
    call,
    data,
    async failure(name, request) {
      const answer = await call(name, request);
      if (answer.ok) throw new Error(`${name} did not fail`);
      return answer.error;
    },
    async results(name, request) {
      return rowsOf((await data(name, request)).results);
    },
  };
}

const WITHOUT_WORKSPACE: ReadonlySet<string> = new Set([
  'create_organisation',
  'create_workspace',
  'list_workspaces',
  'accept_invitation',
  'revoke_invitation',
  'set_member',
  'remove_member',
  'list_members',
  'invite_member',
  'list_invitations',
  'sync_attach',
]);

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new Error(`not an object: ${JSON.stringify(value)}`);
  // SAFETY: an object's fields may be asked for by any name.
  return value as Fields;
}

export function rowsOf(value: unknown): readonly Fields[] {
  if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
  return value.map(fieldsOf);
}

export function pattern(key: string, fields: Fields = {}): Fields {
  return {
    key,
    title: `Title of ${key}`,
    problem_type: 'Data',
    severity: 'LOW',
    problem_description: `What ${key} mends.`,
    ...fields,
  };
}

/** A vector as wide as the store's columns, that points mostly one way. */
export function vectorTowards(direction: number): string {
  return `[${Array.from({ length: 1536 }, (_, index) => (index === direction ? 1 : 0.001)).join(',')}]`;
}
