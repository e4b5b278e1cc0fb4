import { describe, expect, it } from 'vitest';
import { parseProjectConfig } from '../../../src/core/rules/parseProjectConfig.ts';
import { detectPlatform, schemaSettings } from '../../../src/core/schema/schemaSettings.ts';

function configOf(yaml: string) {
  const parsed = parseProjectConfig(yaml);
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.config;
}

describe('detectPlatform', () => {
  it.each([
    ['supabase', { paths: ['apps/web/supabase/migrations/1.sql'], texts: [] }],
    ['supabase', { paths: ['db/1.sql'], tool: 'supabase', texts: [] }],
    ['supabase', { paths: ['db/1.sql'], texts: ['create policy a on b using (auth.uid() = c);'] }],
    ['supabase', { paths: ['db/1.sql'], texts: ['GRANT SELECT ON a TO anon;'] }],
    ['postgres', { paths: ['db/1.sql'], texts: ['create table anonymous (auth text);'] }],
    ['postgres', { paths: ['db/1.sql'], texts: ['CREATE SCHEMA IF NOT EXISTS auth;', 'select auth.uid();'] }],
    ['supabase', { paths: ['db/1.sql'], texts: ['create schema auth_app;', 'select auth.uid();'] }],
    ['supabase', { paths: ['db/1.sql'], texts: ['CREATE SCHEMA auth;', 'create role anon nologin;'] }],
    ['postgres', { paths: [], texts: [] }],
  ] as const)('%s: %j', (platform, evidence) => {
    expect(detectPlatform(evidence)).toBe(platform);
  });
});

describe('schemaSettings', () => {
  it('takes the platform’s defaults', () => {
    const evidence = { paths: ['supabase/migrations/1.sql'], texts: [] };
    expect(schemaSettings(configOf(''), evidence)).toEqual({
      platform: 'supabase',
      exposedSchemas: ['public', 'graphql_public'],
      authFunctions: ['auth.uid', 'auth.jwt', 'auth.role', 'auth.email'],
      targetVersion: 15,
    });
    expect(schemaSettings(configOf(''), { paths: [], texts: [] })).toEqual({
      platform: 'postgres',
      exposedSchemas: [],
      authFunctions: [],
      targetVersion: 15,
    });
  });

  it('reads the schemas that scripts have served, else those of the Supabase configuration', () => {
    const texts = [
      "alter role authenticator set pgrst.db_schemas = 'public';",
      "ALTER ROLE authenticator SET pgrst.db_schemas TO 'public, api';",
    ];
    const evidence = { paths: ['supabase/migrations/1.sql'], texts, apiSchemas: ['storage'] };
    expect(schemaSettings(configOf(''), evidence).exposedSchemas).toEqual(['public', 'api']);
    expect(schemaSettings(configOf(''), { ...evidence, texts: [] }).exposedSchemas).toEqual(['storage']);
    const config = configOf('version: 1\ndatabase: { exposedSchemas: [own] }\n');
    expect(schemaSettings(config, evidence).exposedSchemas).toEqual(['own']);
  });

  it('believes the configuration', () => {
    const config = configOf(
      'version: 1\npostgres: 17\ndatabase:\n  platform: postgres\n  exposedSchemas: [api]\n  authFunctions: [app.me]\n',
    );
    expect(schemaSettings(config, { paths: ['supabase/migrations/1.sql'], texts: [] })).toEqual({
      platform: 'postgres',
      exposedSchemas: ['api'],
      authFunctions: ['app.me'],
      targetVersion: 17,
    });
  });
});

describe('the configuration of a database', () => {
  it('knows the line of each waiver', () => {
    const { waivers } = configOf(
      'version: 1\ndatabase:\n  waivers:\n    - rule: a\n      object: public.b\n      reason: one\n    - { rule: c, object: public.d, reason: two }\n',
    ).database;
    expect(waivers).toEqual([
      { rule: 'a', object: 'public.b', reason: 'one', line: 3 },
      { rule: 'c', object: 'public.d', reason: 'two', line: 6 },
    ]);
  });

  it.each([
    ['database:\n  waivers:\n    - { rule: a, object: public.b }', 'reason', 3],
    ['database:\n  waivers:\n    - { rule: a, object: public.b, reason: " " }', 'must not be empty', 3],
    ['database:\n  platform: oracle', 'platform', 2],
    ['database:\n  authFunctions: [me]', 'named with its schema', 2],
  ])('refuses %s', (yaml, words, line) => {
    const parsed = parseProjectConfig(`version: 1\n${yaml}\n`);
    expect('error' in parsed && parsed.error).toContain(words);
    expect('error' in parsed && parsed.line).toBe(line);
  });
});
