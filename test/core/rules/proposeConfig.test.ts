import { describe, expect, it } from 'vitest';
import { defaultProjectConfig, parseProjectConfig } from '../../../src/core/rules/parseProjectConfig.ts';
import { layerOfPath, type ProjectConfig } from '../../../src/core/rules/projectConfig.ts';
import { type ConfigProposal, proposeConfig, wantedContents } from '../../../src/core/rules/proposeConfig.ts';

function parsed({ yaml }: ConfigProposal): ProjectConfig {
  const result = parseProjectConfig(yaml);
  if ('error' in result) throw new Error(`${result.error}\n${yaml}`);
  return result.config;
}

const SHOP = [
  'api/src/routes/orders.ts',
  'api/src/routes/invoices.ts',
  'api/src/services/orderService.ts',
  'api/src/services/invoiceService.ts',
  'api/src/models/order.ts',
  'api/src/schemas/order.ts',
  'api/src/config/env.ts',
  'api/test/orders.test.ts',
  'web/src/components/OrderTable.tsx',
  'web/src/components/Button.tsx',
  'web/src/app/orders/[id]/page.tsx',
  'web/src/app/api/orders/route.ts',
  'supabase/migrations/20260101000000_orders.sql',
  'package.json',
  'README.md',
];

describe('proposeConfig', () => {
  it('narrows the layers to the folders that exist', () => {
    const { yaml, summary } = proposeConfig({ paths: SHOP });
    expect(yaml).toContain("    - 'api/src/routes/**'");
    expect(yaml).not.toContain('controllers');
    expect(summary).toContain('Layer 2 Schemas & types: api/src/schemas/** (1 file)');
    expect(summary.find((line) => line.startsWith('Layer 3'))).toContain('api/src/routes/**');
  });

  it.each([
    ['a shop', SHOP],
    [
      'layers inside each other',
      [
        'src/lib/components/Button.tsx',
        'src/lib/money.ts',
        'src/lib/ui/hooks/useA.ts',
        'src/lib/components/a.test.tsx',
      ],
    ],
    [
      'odd names',
      [
        'app/(shop)/[id]/page.tsx',
        "it's/services/a b.ts",
        'a!b/models/x.py',
        'models.py',
        'ünïcode/routes/ä.ts',
      ],
    ],
    [
      'a Python service',
      ['worker/models.py', 'worker/routers.py', 'worker/tests/test_a.py', 'worker/settings.py'],
    ],
  ])('puts every file of %s in the layer it has without configuration', (_, paths) => {
    const config = parsed(proposeConfig({ paths }));
    const defaults = defaultProjectConfig();
    const layers = (of: ProjectConfig) => paths.map((path) => [path, layerOfPath(of, path)]);
    expect(layers(config)).toEqual(layers(defaults));
  });

  it('names features that recur across folders as workflows, by the exact names seen', () => {
    const config = parsed(proposeConfig({ paths: SHOP }));
    const order = config.workflows.find(({ name }) => name.startsWith('order'));
    expect(order?.test('api/src/services/orderService.ts')).toBe(true);
    expect(order?.test('web/src/app/orders/[id]/page.tsx')).toBe(true);
    expect(order?.test('web/src/components/Reorder.tsx')).toBe(false);
    expect(config.workflows.map(({ name }) => name)).not.toContain('service');
  });

  it.each([
    ['supabase', ['supabase/migrations/1_a.sql'], {}],
    ['prisma', ['prisma/migrations/1_a/migration.sql', 'prisma/migrations/migration_lock.toml'], {}],
    ['drizzle', ['drizzle/0000_a.sql', 'drizzle/meta/_journal.json'], {}],
    ['diesel', ['migrations/1_a/up.sql', 'migrations/1_a/down.sql'], {}],
    ['flyway', ['src/main/resources/db/migration/V1__a.sql'], {}],
    ['goose', ['db/migrations/1_a.sql'], { 'db/migrations/1_a.sql': '-- +goose Up\nselect 1;' }],
    ['dbmate', ['db/migrations/1_a.sql'], { 'db/migrations/1_a.sql': '-- migrate:up\nselect 1;' }],
    [
      'node-pg-migrate',
      ['migrations/1_a.sql'],
      { 'package.json': '{"dependencies":{"node-pg-migrate":"7.0.0"}}' },
    ],
    ['sqlx', ['api/migrations/1_a.sql'], { 'api/Cargo.toml': '[dependencies]\nsqlx = "0.8"\n' }],
    ['plain', ['db/migrate/1.sql'], {}],
  ])('tells %s migrations', (tool, paths, contents) => {
    const config = parsed(proposeConfig({ paths, contents: new Map(Object.entries(contents)) }));
    expect(config.migrations.map((folder) => folder.tool)).toEqual([tool]);
  });

  it('reads the Postgres version where the project writes it', () => {
    const contents = new Map([
      ['docker-compose.yml', 'services:\n  db:\n    image: pgvector/pgvector:pg16\n'],
    ]);
    expect(parsed(proposeConfig({ paths: ['docker-compose.yml'], contents })).postgresVersion).toBe(16);
    const supabase = new Map([['supabase/config.toml', '[db]\nmajor_version = 17\n']]);
    expect(
      parsed(proposeConfig({ paths: ['supabase/config.toml'], contents: supabase })).postgresVersion,
    ).toBe(17);
  });

  it('leaves out generated and vendored code, and does not count it', () => {
    const proposal = proposeConfig({ paths: ['vendor/models/a.py', 'app/models/b.py', 'web/app.min.js'] });
    const config = parsed(proposal);
    expect(config.ignored('vendor/models/a.py')).toBe(true);
    expect(config.ignored('web/app.min.js')).toBe(true);
    expect(config.ignored('app/models/b.py')).toBe(false);
    expect(proposal.summary).toContain('Layer 1 Models & enums: app/models/** (1 file)');
  });

  it('says so and stays valid when nothing is recognised', () => {
    const proposal = proposeConfig({ paths: [] });
    expect(proposal.summary).toHaveLength(1);
    expect(layerOfPath(parsed(proposal), 'src/routes/a.ts')).toBe(3);
  });

  it('asks for the text of manifests and of one migration a folder', () => {
    const wanted = wantedContents([
      'a/package.json',
      'db/1.sql',
      'db/2.sql',
      'src/a.ts',
      'supabase/config.toml',
    ]);
    expect(wanted).toEqual(['a/package.json', 'supabase/config.toml', 'db/2.sql']);
  });
});
