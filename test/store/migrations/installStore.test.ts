import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installStore } from '../../../src/store/migrations/installStore.ts';
import { rollbackStore } from '../../../src/store/migrations/rollbackStore.ts';
import { validateStore } from '../../../src/store/migrations/validateStore.ts';
import { openPostgresSession, type PostgresSession } from '../../../src/store/postgres/postgresStore.ts';
import { migration, SMALL_STORE, sqlFolderWith } from '../../support/sqlFolder.ts';
import { installedPostgres, temporaryPostgres } from '../../support/temporaryPostgres.ts';

const binFolder = installedPostgres();

describe.skipIf(binFolder === undefined)('the store in a real database', () => {
  const server = temporaryPostgres(binFolder ?? '');
  const folder = sqlFolderWith(SMALL_STORE);
  let session: PostgresSession;
  let database = 0;

  beforeEach(async () => {
    const admin = await openPostgresSession(server.address());
    database += 1;
    await admin.exec(`create database small_${database}`);
    await admin.close();
    session = await openPostgresSession(server.address(`small_${database}`));
  });

  afterEach(() => session?.close());

  it('is installed in order, and not again', async () => {
    expect(await installStore(session, folder)).toEqual({
      from: 0,
      to: 10,
      ran: ['migrations/001_notes.sql', 'migrations/002_marks.sql', 'migrations/010_views.sql'],
    });
    expect(await installStore(session, folder)).toEqual({ from: 10, to: 10, ran: [] });
    expect((await validateStore(session, folder)).problems).toEqual([]);
  });

  it('takes a migration that was numbered in between', async () => {
    await installStore(session, folder);
    const later = sqlFolderWith({
      ...SMALL_STORE,
      'migrations/005_late.sql': migration(5, 'late', 'select 1;'),
    });

    expect(await installStore(session, later)).toEqual({
      from: 10,
      to: 10,
      ran: ['migrations/005_late.sql'],
    });
  });

  it('is mended by running all of it again', async () => {
    await installStore(session, folder);
    await session.exec('drop table fixward.marks');
    expect((await validateStore(session, folder)).problems).toEqual([
      expect.stringMatching(/^validate\.sql: table fixward\.marks is missing/u),
    ]);

    await installStore(session, folder, { again: true });

    expect((await validateStore(session, folder)).problems).toEqual([]);
  });

  it('keeps what was installed before the script that failed, and nothing of that script', async () => {
    const broken = sqlFolderWith({
      ...SMALL_STORE,
      'migrations/002_marks.sql': migration(
        2,
        'marks',
        'create table fixward.marks (id integer);\nselect oops;',
      ),
    });

    await expect(installStore(session, broken)).rejects.toThrow(
      /^migrations\/002_marks\.sql:4: column "oops" does not exist$/u,
    );
    const [found] = await session.query(
      "select to_regclass('fixward.notes') is not null as notes, to_regclass('fixward.marks') is not null as marks",
    );
    expect(found).toEqual({ notes: true, marks: false });
    // The session is usable, and what failed can be run again.
    expect(await installStore(session, folder)).toMatchObject({ from: 1, to: 10 });
  });

  it('is installed once by many at the same time', async () => {
    const address = server.address(`small_${database}`);
    const sessions = await Promise.all(Array.from({ length: 5 }, () => openPostgresSession(address)));
    const reports = await Promise.all(sessions.map((each) => installStore(each, folder)));

    expect(reports.map(({ ran }) => ran.length).sort()).toEqual([0, 0, 0, 0, 3]);
    await Promise.all(sessions.map((each) => each.close()));
  });

  it('is not touched when it is of a newer Fixward', async () => {
    await installStore(session, folder);
    await session.exec("insert into fixward.schema_version values (99, 'future')");

    await expect(installStore(session, folder)).rejects.toThrow(
      /newer Fixward \(schema 99, this one knows 10\); update/u,
    );
    // What is missing then is not said: the newer one may have taken it away on purpose.
    await session.exec('drop table fixward.marks');
    expect(await validateStore(session, folder)).toEqual({
      schemaVersion: 99,
      problems: ['The store is of a newer Fixward (schema 99, this one knows 10); update Fixward'],
      ran: [],
    });
  });

  it('complains of a migration that does not enter itself', async () => {
    const silent = sqlFolderWith({ 'migrations/001_silent.sql': 'select 1;' });

    await expect(installStore(session, silent)).rejects.toThrow(
      /001_silent\.sql: ran, but did not enter itself/u,
    );
    await expect(installStore(session, sqlFolderWith({}))).rejects.toThrow(/holds no migrations/u);
  });

  it('is undone newest first, to a version or altogether', async () => {
    await installStore(session, folder);

    expect(await rollbackStore(session, folder, 1)).toEqual({
      from: 10,
      to: 1,
      ran: ['rollback/010_views.sql', 'rollback/002_marks.sql'],
    });
    expect(await rollbackStore(session, folder, 0)).toMatchObject({ from: 1, to: 0 });
    expect(await installStore(session, folder)).toMatchObject({ from: 0, to: 10 });
  });

  it('is not undone halfway when a way back is missing', async () => {
    await installStore(session, folder);
    const { 'rollback/001_notes.sql': _missing, ...others } = SMALL_STORE;

    await expect(rollbackStore(session, sqlFolderWith(others), 0)).rejects.toThrow(
      /rollback\/001_….sql is missing/u,
    );
    expect((await validateStore(session, folder)).schemaVersion).toBe(10);
  });

  it('is found missing where it never was', async () => {
    expect(await validateStore(session, folder)).toMatchObject({
      schemaVersion: 0,
      problems: [expect.stringContaining('fixward store migrate')],
    });
  });
});
