import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Migration } from '../../src/core/migrations/migration.ts';
import { findLocalPostgres } from '../../src/engines/shadow/local/findLocalPostgres.ts';
import { serverUser } from '../../src/engines/shadow/local/unprivilegedUser.ts';
import type { ShadowLimits } from '../../src/engines/shadow/shadowLimits.ts';
import type { ProveRequest } from '../../src/engines/shadow/shadowService.ts';
import { ShadowSupervisor } from '../../src/engines/shadow/shadowSupervisor.ts';
import { type BuiltShadow, buildShadow } from '../support/buildShadow.ts';
import { migrationOf, withDown } from '../support/replayShadow.ts';

const TIMEOUT_MS = 180_000;
const [installed] = await findLocalPostgres(process.env);
const missing =
  installed === undefined ? 'no PostgreSQL is installed' : serverUser() === undefined && 'runs as root';

describe('installed servers', () => {
  it('are found where systems put them, and not where there are none', async () => {
    for (const { major, version, binFolder } of await findLocalPostgres(process.env)) {
      expect(version.startsWith(String(major))).toBe(true);
      expect(existsSync(join(binFolder, 'initdb'))).toBe(true);
    }
    expect(await findLocalPostgres({ PATH: '/nowhere' })).toEqual(await findLocalPostgres({}));
  });
});

describe.skipIf(missing)(
  `a temporary server of an installed PostgreSQL${missing ? ` (skipped: ${missing})` : ''}`,
  { timeout: TIMEOUT_MS },
  () => {
    let built: BuiltShadow;
    let shadow: ShadowSupervisor;
    let folder: string;

    beforeAll(async () => {
      built = await buildShadow();
      folder = mkdtempSync(join(tmpdir(), 'fixward-local-test-'));
      // As other temporary folders are: the server may run as another user.
      chmodSync(folder, 0o711);
    }, TIMEOUT_MS);
    afterAll(async () => {
      await built.remove();
      rmSync(folder, { recursive: true, force: true });
    });
    afterEach(() => shadow.dispose());

    function start(limits: Partial<ShadowLimits> = {}): void {
      shadow = new ShadowSupervisor({
        program: built.program,
        environment: { ...process.env, TMPDIR: folder },
        limits,
      });
    }

    function proveOf(
      migrations: readonly Migration[],
      platform: ProveRequest['platform'] = 'postgres',
    ): ProveRequest {
      const binFolder = installed?.binFolder ?? '';
      return { migrations, platform, engine: { kind: 'local', binFolder }, proposeDown: false };
    }

    const table = withDown(migrationOf('1', 'create table item (id int primary key);'), 'drop table item;');

    async function nothingLeft(): Promise<void> {
      while (readdirSync(folder).some((name) => name.startsWith('fixward-pg-'))) await wait(50);
      const servers = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      expect(
        servers.split('\n').filter((line) => line.includes(folder) && line.includes('postgres -D')),
      ).toEqual([]);
    }

    it('proves, names its version, and leaves nothing behind', async () => {
      start();
      const certificates = await shadow.prove(
        proveOf([
          table,
          withDown(
            migrationOf('2', 'create role clerk; grant select on item to clerk;'),
            'revoke select on item from clerk; drop role clerk;',
          ),
          migrationOf('3', 'alter table nowhere add note text;'),
          withDown(
            migrationOf('4', 'create index concurrently item_id on item (id);', false),
            'drop index item_id;',
          ),
        ]),
      );
      expect(certificates.map(({ verdict }) => verdict)).toEqual(['PROVEN', 'PROVEN', 'FAILED', 'PROVEN']);
      expect(certificates[0]?.engine).toEqual({
        name: 'PostgreSQL',
        version: installed?.version,
        notes: [expect.stringContaining('no superuser')],
      });
      await shadow.dispose();
      await nothingLeft();
    });

    it('knows the roles and schemas of Supabase', async () => {
      start();
      const text = `create table note (id uuid primary key, owner uuid references auth.users (id));
        alter table note enable row level security;
        create policy own on note to authenticated using ((select auth.uid()) = owner);
        create policy files on storage.objects for select to anon using (bucket_id = 'open');`;
      const down = 'drop policy files on storage.objects; drop table note;';
      const [certificate] = await shadow.prove(proveOf([withDown(migrationOf('1', text), down)], 'supabase'));
      expect(certificate).toMatchObject({ verdict: 'PROVEN', reasons: [] });
    });

    it('runs no program for a script and reads no file', async () => {
      start();
      const target = join(folder, 'written');
      const certificates = await shadow.prove(
        proveOf([
          migrationOf(
            '1',
            `do $$ begin execute 'copy (select 1) to pro' || 'gram ''touch ${target}'''; end $$;`,
          ),
          migrationOf('2', `do $$ begin perform pg_read_file('/etc/' || 'passwd'); end $$;`),
        ]),
      );
      expect(certificates.map(({ verdict }) => verdict)).not.toContain('PROVEN');
      for (const { reasons } of certificates)
        expect(reasons.join()).toMatch(/permission denied|reaches|program/u);
      expect(existsSync(target)).toBe(false);
    });

    it('is ended over a statement that does not end', async () => {
      start({ statementMs: 2_000 });
      const endless = migrationOf('2', 'set statement_timeout = 0; select pg_sleep(600);');
      const certificates = await shadow.prove(proveOf([table, endless]));
      expect(certificates.map(({ verdict }) => verdict)).toEqual(['PROVEN', 'UNPROVABLE']);
      await shadow.dispose();
      await nothingLeft();
    });

    it('goes with its process when that is killed', async () => {
      start();
      let killed = false;
      const certificates = await shadow.prove(proveOf([table]), {
        onProgress: () => {
          if (!killed && shadow.workerPid !== undefined) process.kill(shadow.workerPid, 'SIGKILL');
          killed = true;
        },
      });
      expect(certificates.map(({ verdict }) => verdict)).toEqual(['PROVEN']);
      await shadow.dispose();
      await nothingLeft();
    });

    it('says plainly when the folder holds no server', async () => {
      start();
      const request = { ...proveOf([table]), engine: { kind: 'local', binFolder: folder } as const };
      await expect(shadow.prove(request)).rejects.toMatchObject({
        reason: 'unavailable',
        message: expect.stringContaining(folder),
      });
    });
  },
);
