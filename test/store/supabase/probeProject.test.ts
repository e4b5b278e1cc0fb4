import { describe, expect, it } from 'vitest';
import { probeProject } from '../../../src/store/supabase/probeProject.ts';

const project = { url: 'https://abcd.supabase.co', publishableKey: 'sb_publishable_0a1b' };
const settings = { external: { email: true, github: true, google: false, phone: 'yes' } };

/** A project that answers the two questions as given; a thrown error is a connection that broke. */
function answering(signIn: () => Response, store: () => Response = () => Response.json({})): typeof fetch {
  return async (input) => {
    const { pathname } = new URL(String(input));
    if (pathname === '/auth/v1/settings') return signIn();
    if (pathname === '/rest/v1/rpc/call') return store();
    throw new Error(`nobody asks for ${pathname}`);
  };
}

const probe = (store: () => Response) =>
  probeProject(
    project,
    answering(() => Response.json(settings), store),
  );

describe('a project', () => {
  it.each([
    ['installed', 401, { code: '42501', message: 'permission denied for schema fixward' }],
    ['installed', 403, { code: '42501', message: 'permission denied for function call' }],
    ['not_exposed', 406, { code: 'PGRST106', message: 'The schema must be one of the following' }],
    ['not_installed', 404, { code: 'PGRST202', message: 'Could not find the function' }],
    ['not_installed', 400, { code: '3F000', message: 'schema "fixward" does not exist' }],
  ])('has its store %s when a stranger gets HTTP %i', async (state, status, body) => {
    expect(await probe(() => Response.json(body, { status }))).toEqual({
      ok: true,
      probe: { providers: ['email', 'github'], store: state },
    });
  });

  it.each([
    ['a broken server', () => Response.json({ message: 'too busy' }, { status: 503 }), 'too busy'],
    ['a list', () => Response.json([], { status: 500 }), 'HTTP 500'],
    [
      'a broken line',
      () => {
        throw new TypeError('fetch failed', { cause: new Error('socket hang up') });
      },
      'socket hang up',
    ],
  ])('keeps it open whether there is a store behind %s', async (_, store, said) => {
    expect(await probe(store)).toMatchObject({ ok: true, probe: { store: 'unknown', said } });
  });

  it.each([
    [
      'says no to the key',
      () => Response.json({ message: 'Invalid API key' }, { status: 401 }),
      'Invalid API key',
    ],
    ['is none', () => new Response('<html>', { status: 200 }), 'not as a Supabase project does'],
    ['is another thing', () => new Response('nothing here', { status: 404 }), 'no sign-in service'],
    [
      'is out of reach',
      () => {
        throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND abcd.supabase.co') });
      },
      'abcd.supabase.co cannot be reached: getaddrinfo ENOTFOUND',
    ],
  ])('that %s is told in one line', async (_, signIn, message) => {
    const answer = await probeProject(project, answering(signIn));
    expect(answer).toMatchObject({ ok: false, error: { message: expect.stringContaining(message) } });
    expect(JSON.stringify(answer)).not.toContain('\\n');
  });
});
