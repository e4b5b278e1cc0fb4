import { describe, expect, it } from 'vitest';
import { listMigrations } from '../../../src/core/migrations/listMigrations.ts';
import type { MigrationFolder } from '../../../src/core/rules/projectConfig.ts';

function list(paths: readonly string[], configured: readonly MigrationFolder[] = []) {
  return listMigrations(paths, configured).map(({ folder, tool, files }) => ({
    folder,
    tool,
    names: files.map(({ name }) => name),
    pairs: files.flatMap(({ up, down }) => (down === undefined ? [] : [[up, down]])),
  }));
}

describe('listMigrations', () => {
  it('reads Supabase folders: versions alone, no seeds or tests, no way back', () => {
    expect(
      list([
        'supabase/seed.sql',
        'supabase/tests/a.sql',
        'supabase/migrations/20240202000000_b.sql',
        'supabase/migrations/20240101000000_a.sql',
        'supabase/migrations/draft.sql',
      ]),
    ).toEqual([
      {
        folder: 'supabase/migrations',
        tool: 'supabase',
        names: ['20240101000000_a', '20240202000000_b'],
        pairs: [],
      },
    ]);
  });

  it('reads Prisma folders, with and without a down script', () => {
    expect(
      list([
        'prisma/migrations/20240102_b/migration.sql',
        'prisma/migrations/20240101_a/migration.sql',
        'prisma/migrations/20240101_a/down.sql',
        'prisma/migrations/migration_lock.toml',
      ]),
    ).toEqual([
      {
        folder: 'prisma/migrations',
        tool: 'prisma',
        names: ['20240101_a', '20240102_b'],
        pairs: [['prisma/migrations/20240101_a/migration.sql', 'prisma/migrations/20240101_a/down.sql']],
      },
    ]);
  });

  it('knows diesel and Prisma by what stands in a folder of any name', () => {
    const configured = [{ folder: '' }];
    expect(list(['2018-07-24-154000_b/up.sql', '20170820180453_a/up.sql'], configured)).toMatchObject([
      { tool: 'diesel', names: ['20170820180453_a', '2018-07-24-154000_b'] },
    ]);
    expect(list(['20240101_a/migration.sql'], configured)).toMatchObject([{ tool: 'prisma' }]);
  });

  it('passes over a script that stands beside the folders of diesel and Prisma', () => {
    const [diesel] = list([
      'migrations/2024-01-01_a/up.sql',
      'migrations/2024-01-01_a/down.sql',
      'migrations/copy.sql',
    ]);
    expect(diesel?.names).toEqual(['2024-01-01_a']);
    const [prisma] = list(['prisma/migrations/20240101_a/migration.sql', 'prisma/migrations/copy.sql']);
    expect(prisma?.names).toEqual(['20240101_a']);
  });

  it('orders diesel folders by version, whatever hyphens it is written with', () => {
    expect(
      list([
        'migrations/2019-03-22-170700_b c/up.sql',
        'migrations/2019-03-22-170700_b c/down.sql',
        'migrations/20190322_a/up.sql',
        'migrations/00000000000000_setup/up.sql',
        'migrations/2020-01-01-000000_gone/down.sql',
      ])[0],
    ).toMatchObject({
      tool: 'diesel',
      names: ['00000000000000_setup', '20190322_a', '2019-03-22-170700_b c'],
      pairs: [['migrations/2019-03-22-170700_b c/up.sql', 'migrations/2019-03-22-170700_b c/down.sql']],
    });
  });

  it('orders Flyway versions part by part, repeatable scripts last, in every folder below', () => {
    expect(
      list([
        'db/migration/R__views.sql',
        'db/migration/V1_10__c.sql',
        'db/migration/2024/V1.9__b.sql',
        'db/migration/V1__a.sql',
        'db/migration/U1__undo_a.sql',
        'db/migration/afterMigrate.sql',
      ])[0],
    ).toEqual({
      folder: 'db/migration',
      tool: 'flyway',
      names: ['V1__a', 'V1.9__b', 'V1_10__c', 'R__views'],
      pairs: [['db/migration/V1__a.sql', 'db/migration/U1__undo_a.sql']],
    });
  });

  it('pairs .up.sql with .down.sql and orders by number', () => {
    expect(
      list([
        'migrations/10_b.up.sql',
        'migrations/10_b.down.sql',
        'migrations/9_a.up.sql',
        'migrations/9_a.down.sql',
      ])[0],
    ).toEqual({
      folder: 'migrations',
      tool: 'golang-migrate',
      names: ['9_a', '10_b'],
      pairs: [
        ['migrations/9_a.up.sql', 'migrations/9_a.down.sql'],
        ['migrations/10_b.up.sql', 'migrations/10_b.down.sql'],
      ],
    });
  });

  it('takes a configured tool and folder before what names say', () => {
    const configured = [{ folder: './db/changes/', tool: 'sqlx' as const }];
    expect(list(['db/changes/1_a.up.sql', 'db/changes/readme.sql'], configured)).toEqual([
      { folder: 'db/changes', tool: 'sqlx', names: ['1_a'], pairs: [] },
    ]);
  });

  it('leaves dumps and seeds out of numbered plain files', () => {
    expect(
      list(['db/migrations/2.sql', 'db/migrations/10.sql', 'db/migrations/schema.sql'])[0],
    ).toMatchObject({
      tool: 'plain',
      names: ['2', '10'],
    });
    expect(list(['db/migrations/b.sql', 'db/migrations/a.sql'])[0]?.names).toEqual(['a', 'b']);
  });

  it('takes _down for a direction only beside its other half', () => {
    expect(list(['migrations/1_scale_down.sql', 'migrations/2_x.sql', 'migrations/2_x_down.sql'])[0]).toEqual(
      {
        folder: 'migrations',
        tool: 'plain',
        names: ['1_scale_down', '2_x'],
        pairs: [['migrations/2_x.sql', 'migrations/2_x_down.sql']],
      },
    );
  });

  it('pairs folders named up and down', () => {
    expect(list(['migrations/up/1_a.sql', 'migrations/down/1_a.sql'])[0]).toMatchObject({
      folder: 'migrations',
      pairs: [['migrations/up/1_a.sql', 'migrations/down/1_a.sql']],
    });
  });

  it('keeps folders apart that lie in each other', () => {
    expect(list(['migrations/tenant/1.sql', 'migrations/shared/1.sql']).map(({ folder }) => folder)).toEqual([
      'migrations/shared',
      'migrations/tenant',
    ]);
  });

  it('takes the folder of one migration for a history of its own', () => {
    const configured = [{ folder: 'migrations/2024_a' }];
    expect(list(['migrations/2024_a/up.sql', 'migrations/2024_a/down.sql'], configured)).toEqual([
      {
        folder: 'migrations/2024_a',
        tool: 'diesel',
        names: ['2024_a'],
        pairs: [['migrations/2024_a/up.sql', 'migrations/2024_a/down.sql']],
      },
    ]);
  });

  it('takes no other SQL for migrations', () => {
    expect(list(['src/queries.sql', 'schema.sql', 'migrations/notes.md', ''])).toEqual([]);
  });
});
