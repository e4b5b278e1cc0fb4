import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Migration, MigrationHistory } from '../../../src/core/migrations/migration.ts';
import type { Certificate } from '../../../src/core/proof/certificate.ts';
import {
  type ProveRequest,
  type ShadowCallOptions,
  ShadowError,
  type ShadowService,
} from '../../../src/engines/shadow/shadowService.ts';
import { CertificateStore } from '../../../src/server/migrations/certificateStore.ts';
import type { LocatedMigration } from '../../../src/server/migrations/migrationCatalog.ts';
import { Proofs } from '../../../src/server/migrations/proofs.ts';
import { ShadowAccess } from '../../../src/server/migrations/shadowAccess.ts';
import type { LoadedProject } from '../../../src/server/projects.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'fixward-proofs-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** A shadow that proves everything, or does what the test says. */
function shadowThat(prove: ShadowService['prove']): ShadowService {
  return {
    prove,
    replay: () => Promise.reject(new Error('not asked for here')),
    dispose: () => Promise.resolve(),
  };
}

function provenCertificate({ name, up, down }: Migration): Certificate {
  return {
    version: 1,
    name,
    path: up.path,
    ...(down && { downPath: down.path }),
    verdict: 'PROVEN',
    engine: { name: 'PGlite', version: '18.6', notes: [] },
    fingerprints: { before: 'a', afterUp: 'b', afterDown: 'a', afterSecondUp: 'b' },
    leftBehind: [],
    lost: [],
    dataProbe: { rows: {}, survived: null, losses: [], notes: [] },
    statements: [],
    reasons: [],
    notes: [],
    findings: [],
    ms: 400,
  };
}

async function proveAll(request: ProveRequest, options?: ShadowCallOptions): Promise<readonly Certificate[]> {
  const certificates = request.migrations
    .filter(({ name }) => request.only?.includes(name) ?? true)
    .map(provenCertificate);
  for (const certificate of certificates) options?.onCertificate?.(certificate);
  return certificates;
}

function proofsOver(connect: () => ShadowService): Proofs {
  return new Proofs({
    store: new CertificateStore(home, (message) => expect.unreachable(message)),
    shadow: new ShadowAccess(connect),
    now: () => new Date('2026-01-02T03:04:05Z'),
    withFindings: (_, certificate) => Promise.resolve(certificate),
    changed: () => undefined,
  });
}

const CALL = {
  engine: { kind: 'embedded' },
  signal: new AbortController().signal,
  onProgress: () => undefined,
} as const;

function historyOf(
  ...scripts: readonly (readonly [name: string, up: string, down?: string])[]
): LocatedMigration {
  const script = (path: string, text: string) => ({
    path,
    text,
    span: { start: 0, end: text.length },
    inTransaction: true,
  });
  const migrations = scripts.map(
    ([name, up, down]): Migration => ({
      name,
      up: script(`m/${name}/up.sql`, up),
      ...(down !== undefined && { down: script(`m/${name}/down.sql`, down) }),
    }),
  );
  const history: MigrationHistory = { folder: 'm', tool: 'diesel', migrations };
  const last = migrations.at(-1);
  if (!last) throw new Error('a history needs a migration');
  return { project: PROJECT, root: '/home/ann/shop', history, migration: last };
}

// SAFETY: proofs ask a project for its settings alone.
const PROJECT = {
  schemaSettings: () => ({
    platform: 'postgres',
    exposedSchemas: [],
    authFunctions: [],
    targetVersion: 17,
  }),
} as unknown as LoadedProject;

const ONE = ['1_one', 'create table a (id int);', 'drop table a;'] as const;
const TWO = ['2_two', 'create table b (id int);'] as const;

describe('proofs', () => {
  it('say how far each migration is, and survive a restart of the server', async () => {
    const of = historyOf(ONE);
    const before = proofsOver(() => shadowThat(proveAll));
    expect(await before.status(of)).toMatchObject({ state: 'notProven' });
    await before.prove(of, ['1_one'], CALL);
    const after = proofsOver(() => shadowThat(proveAll));
    expect(await after.status(of)).toMatchObject({
      state: 'proven',
      detail: 'Proven on Postgres 18.6 · 0.4 s',
      proof: { provenAt: '2026-01-02T03:04:05.000Z' },
    });
  });

  it('are stale as soon as a script changes: their own or one before, not one after', async () => {
    const proofs = proofsOver(() => shadowThat(proveAll));
    await proofs.prove(historyOf(ONE, TWO), ['2_two'], CALL);
    const state = async (of: LocatedMigration): Promise<string> => (await proofs.status(of)).state;
    expect(await state(historyOf(ONE, TWO))).toBe('proven');
    expect(await state(historyOf(ONE, ['2_two', 'create table c (id int);']))).toBe('stale');
    expect(await state(historyOf(ONE, [...TWO, 'drop table b;']))).toBe('stale');
    expect(await state(historyOf(['1_one', 'select 1;', 'drop table a;'], TWO))).toBe('stale');
    expect(await state(historyOf(['1_one', ONE[1], 'select 2;'], TWO))).toBe('proven');
  });

  it('do not depend on migrations after the one proven', async () => {
    const asked: ProveRequest[] = [];
    const proofs = proofsOver(() =>
      shadowThat((request, options) => {
        asked.push(request);
        return proveAll(request, options);
      }),
    );
    await proofs.prove(historyOf(ONE, TWO), ['1_one'], CALL);
    expect(asked.map(({ migrations }) => migrations.map(({ name }) => name))).toEqual([['1_one']]);
  });

  it('start with a new shadow after the old one was lost', async () => {
    let started = 0;
    const proofs = proofsOver(() => {
      const crashes = started++ === 0;
      return shadowThat((request, options) =>
        crashes ? Promise.reject(new ShadowError('crashed', 'it is gone')) : proveAll(request, options),
      );
    });
    const of = historyOf(ONE);
    expect(await proofs.prove(of, ['1_one'], CALL)).toMatchObject({ problem: 'it is gone' });
    expect(await proofs.prove(of, ['1_one'], CALL)).toMatchObject({
      certificates: [{ verdict: 'PROVEN' }],
      cancelled: false,
    });
    expect(started).toBe(2);
  });

  it('tell in one line why nothing was proven, and leave no migration waiting', async () => {
    const proofs = proofsOver(() =>
      shadowThat(() => Promise.reject(new ShadowError('timeout', 'took more than 60 s'))),
    );
    const of = historyOf(ONE);
    expect(await proofs.prove(of, ['1_one'], CALL)).toEqual({
      certificates: [],
      cancelled: false,
      problem: 'took more than 60 s',
    });
    expect(await proofs.status(of)).toMatchObject({ state: 'notProven' });
  });

  it('keep what was done before they were cancelled', async () => {
    const controller = new AbortController();
    const proofs = proofsOver(() =>
      shadowThat(async (request, options) => {
        await proveAll({ ...request, only: ['1_one'] }, options);
        controller.abort();
        throw new ShadowError('cancelled', 'cancelled');
      }),
    );
    const of = historyOf(ONE, TWO);
    const outcome = await proofs.prove(of, ['1_one', '2_two'], { ...CALL, signal: controller.signal });
    expect(outcome).toMatchObject({ certificates: [{ name: '1_one' }], cancelled: true });
    expect(await proofs.status(of)).toMatchObject({ state: 'notProven' });
  });

  it('pass over certificates on disk that cannot be read', async () => {
    const of = historyOf(ONE);
    await proofsOver(() => shadowThat(proveAll)).prove(of, ['1_one'], CALL);
    const [workspace = ''] = await readdir(home);
    const [file = ''] = await readdir(join(home, workspace));
    await writeFile(join(home, workspace, file), '{"version":0');
    expect(await proofsOver(() => shadowThat(proveAll)).status(of)).toMatchObject({ state: 'notProven' });
  });
});
