import { describe, expect, it } from 'vitest';
import { parseProjectConfig } from '../../../src/core/rules/parseProjectConfig.ts';
import { layerOfPath, workflowsOfPath } from '../../../src/core/rules/projectConfig.ts';

function configOf(yaml: string) {
  const parsed = parseProjectConfig(yaml);
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.config;
}

function errorOf(yaml: string) {
  const parsed = parseProjectConfig(yaml);
  return 'error' in parsed ? parsed : undefined;
}

describe('parseProjectConfig', () => {
  it('gives the defaults for an empty file', () => {
    const config = configOf('');
    expect(config.postgresVersion).toBe(15);
    expect(layerOfPath(config, 'api/src/routes/orders.ts')).toBe(3);
  });

  it('reads layers by number, with or without names', () => {
    const config = configOf(
      'version: 1\nlayers:\n  3: [api/**]\n  6: { name: Screens, include: [web/**] }\n',
    );
    expect(layerOfPath(config, 'api/orders.ts')).toBe(3);
    expect(layerOfPath(config, 'web/deep/page.tsx')).toBe(6);
    expect(layerOfPath(config, 'other.ts')).toBeUndefined();
    expect(config.layers.map(({ name }) => name)).toEqual(['Routes & API', 'Screens']);
  });

  it('asks for tests first: they live in the folders of other layers', () => {
    const config = configOf('version: 1\nlayers:\n  3: [api/**]\n  7: ["**/*.test.ts"]\n');
    expect(layerOfPath(config, 'api/orders.test.ts')).toBe(7);
  });

  it('knows the workflows of a path', () => {
    const config = configOf(
      'version: 1\nworkflows:\n  billing: [src/invoices/**]\n  checkout: { include: [src/**] }\n',
    );
    expect(workflowsOfPath(config, 'src/invoices/a.ts')).toEqual(['billing', 'checkout']);
  });

  it('switches rules, gives severities and exceptions', () => {
    const config = configOf(
      'version: 1\nrules:\n  a: off\n  b: HIGH\n  c: { severity: LOW, layers: [1, 3], exceptPaths: [gen/**] }\n  d: on\n',
    );
    expect(config.rules.get('a')).toEqual({ enabled: false });
    expect(config.rules.get('b')).toEqual({ enabled: true, severity: 'HIGH' });
    expect(config.rules.get('c')).toEqual({
      enabled: true,
      severity: 'LOW',
      layers: [1, 3],
      exceptPaths: ['gen/**'],
    });
    expect(config.rules.get('d')).toEqual({ enabled: true });
  });

  it('ignores paths as ignore files do', () => {
    const { ignored } = configOf('version: 1\nignore: [generated/, "*.min.js", src/old/**]\n');
    expect(['generated/a.ts', 'x/y.min.js', 'src/old/b/c.ts', 'src/new.ts'].map(ignored)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('refuses aliases that multiply without end', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `  - &a${level + 1} [${`*a${level}, `.repeat(9)}*a${level}]`,
    );
    const problem = errorOf(`version: 1\nignore:\n  - &a0 x\n${levels.join('\n')}\n`);
    expect(problem?.error).toMatch(/alias/i);
  });

  it.each([
    ['version: 2\n', 0, /version/],
    ['version: 1\nlayers:\n  9: [a]\n', 2, /layer.*1 to 7/],
    ['version: 1\nrules:\n  a: SEVERE\n', 2, /rules\.a/],
    ['version: 1\nrulez: {}\n', 1, /rulez/],
    ['version: 1\npostgres: "15"\n', 1, /postgres/],
    ['version: 1\nlayers: [\n', 2, /not valid YAML/],
    ['version: 1\nmigrations:\n  - { folder: db, tool: nope }\n', 2, /migrations\.0\.tool/],
  ])('says in one line what is wrong in %j', (yaml, line, message) => {
    const problem = errorOf(yaml);
    expect(problem?.error).toMatch(message);
    expect(problem?.error).not.toContain('\n');
    expect(problem?.line).toBe(line);
  });
});
