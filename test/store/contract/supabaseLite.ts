import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
import { App } from '@supabase/lite';
import { createPgliteConnection } from '@supabase/lite/pglite';
import type { SupabaseTokens } from '../../../src/store/supabase/signIn.ts';
import type { SupabaseProject } from '../../../src/store/supabase/supabaseProject.ts';
import { openStoreDatabase } from '../../support/storeDatabase.ts';

export interface LiteUser {
  readonly id: string;
  readonly email: string;
  readonly tokens: SupabaseTokens;
}

/** A Supabase project on this machine: PostgREST's and the sign-in service's interface over an embedded Postgres. */
export interface SupabaseLite {
  readonly project: SupabaseProject;
  /** Past all checks. */
  readonly pglite: PGlite;
  signUp(email: string): Promise<LiteUser>;
  /** Requests of the present kind fail before they are answered: by a closed connection, or with a status. */
  fail(how: 'connection' | number | undefined): void;
  /** E-mails that would have been sent, the oldest first. */
  readonly mails: readonly { readonly to: string; readonly text?: string }[];
  /** Paths requested so far. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Any text will do: its checks are of the length alone. */
const JWT_SECRET = 'a-secret-that-is-used-in-this-test-only';

export async function openSupabaseLite(): Promise<SupabaseLite> {
  const installed = await openStoreDatabase();
  const loadDataDir = await installed.pglite.dumpDataDir('none');
  await installed.close();
  // The name of a folder would be made in the current one.
  const connection = await createPgliteConnection({
    url: 'memory://',
    pgliteOptions: { extensions: { vector, pg_trgm }, loadDataDir },
  });
  // A hosted project has this role.
  await connection.driver.exec('create role service_role nologin bypassrls');
  const mails: { readonly to: string; readonly text?: string }[] = [];
  const app = new App({
    connection,
    options: { drivers: { email: { send: async (mail) => void mails.push(mail) } } },
    auth: { enabled: true, jwt_secret: JWT_SECRET },
    api: { schemas: ['public', 'fixward'] },
  });
  await app.ensureSystemSchema();

  let failing: 'connection' | number | undefined;
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    requests.push(incoming.url ?? '');
    void (async () => {
      if (failing === 'connection') return void incoming.socket.destroy();
      const response =
        failing === undefined
          ? await app.fetch(await webRequest(incoming))
          : Response.json({ message: `HTTP ${failing} on purpose` }, { status: failing });
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // SAFETY: a server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const project = { url: `http://127.0.0.1:${port}`, publishableKey: 'sb_publishable_for_tests' };
  return {
    project,
    pglite: connection.driver,
    mails,
    requests,
    fail: (how) => {
      failing = how;
    },
    signUp: (email) => signUp(project, email),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await connection.close();
    },
  };
}

async function webRequest(incoming: IncomingMessage): Promise<Request> {
  const method = incoming.method ?? 'GET';
  const body = method === 'GET' || method === 'HEAD' ? undefined : new Uint8Array(await buffer(incoming));
  const headers = Object.entries(incoming.headersDistinct).map(([name, values]) => [
    name,
    (values ?? []).join(', '),
  ]);
  return new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method,
    headers: Object.fromEntries(headers),
    ...(body !== undefined && body.length > 0 && { body }),
  });
}

async function signUp({ url, publishableKey }: SupabaseProject, email: string): Promise<LiteUser> {
  const response = await fetch(`${url}/auth/v1/signup`, {
    method: 'POST',
    headers: { apikey: publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'a-long-password-1' }),
  });
  // SAFETY: a sign-up that is not answered so fails every test that uses it.
  const session = (await response.json()) as {
    readonly access_token: string;
    readonly refresh_token: string;
    readonly user: { readonly id: string };
  };
  return {
    id: session.user.id,
    email,
    tokens: { accessToken: session.access_token, refreshToken: session.refresh_token },
  };
}
