import { describe, expect, it } from 'vitest';
import { type InheritedSettings, squawkSettings } from '../../../src/core/rules/inheritedSettings.ts';
import { parseProjectConfig } from '../../../src/core/rules/parseProjectConfig.ts';

function settings(value: unknown): InheritedSettings {
  const read = squawkSettings(value);
  if ('error' in read) throw new Error(read.error);
  return read.settings;
}

describe('squawkSettings', () => {
  it('reads rules, version, transaction and paths', () => {
    const read = settings({
      pg_version: '13.4',
      excluded_rules: ['ban-drop-column'],
      included_rules: ['require-table-schema'],
      excluded_paths: ['db/old/*.sql', './seed.sql'],
      assume_in_transaction: true,
      upload_to_github: { fail_on_violations: true },
    });
    expect(Object.fromEntries(read.rules)).toEqual({
      'require-table-schema': { enabled: true },
      'ban-drop-column': { enabled: false },
    });
    expect(read).toMatchObject({ postgresVersion: 13, assumeInTransaction: true });
    const paths = ['db/old/deep/1.sql', 'db/new/1.sql', 'seed.sql', 'db/old/a.ts'];
    expect(paths.filter((path) => read.ignored(path))).toEqual(['db/old/deep/1.sql', 'seed.sql']);
  });

  it('takes an empty file for no settings, and a very old version for the oldest judged', () => {
    expect(settings({}).rules.size).toBe(0);
    expect(settings({}).ignored('a.sql')).toBe(false);
    expect(settings({ pg_version: '9.6' }).postgresVersion).toBe(12);
    expect(settings({ pg_version: 16 }).postgresVersion).toBe(16);
  });

  it.each([
    [{ excluded_rules: 'ban-drop-column' }, 'excluded_rules'],
    [{ pg_version: 'newest' }, 'pg_version'],
    [{ assume_in_transaction: 'yes' }, 'assume_in_transaction'],
  ])('says where %j is wrong', (value, key) => {
    expect(squawkSettings(value)).toEqual({ error: expect.stringContaining(key) });
  });
});

describe('inherited settings', () => {
  const inherited = settings({
    pg_version: '13',
    excluded_rules: ['ban-drop-column', 'prefer-text-field'],
    excluded_paths: ['old/*'],
    assume_in_transaction: true,
  });
  const parse = (yaml: string) => {
    const parsed = parseProjectConfig(yaml, inherited);
    if ('error' in parsed) throw new Error(parsed.error);
    return parsed.config;
  };

  it.each(['', 'version: 1\n'])('hold where the project says nothing: %j', (yaml) => {
    const config = parse(yaml);
    expect(config).toMatchObject({ postgresVersion: 13, assumeInTransaction: true });
    expect(config.rules.get('ban-drop-column')).toEqual({ enabled: false });
    expect(config.ignored('old/1.sql')).toBe(true);
  });

  it('give way part by part, and come before the project in the order of rules', () => {
    const config = parse(
      'version: 1\npostgres: 17\nignore: [gone.sql]\nrules: { prefer-text: on, ban-drop-column: HIGH }\n',
    );
    expect(config.postgresVersion).toBe(17);
    expect(['old/1.sql', 'gone.sql', 'a.sql'].filter((path) => config.ignored(path))).toEqual([
      'old/1.sql',
      'gone.sql',
    ]);
    expect([...config.rules.keys()]).toEqual(['prefer-text-field', 'prefer-text', 'ban-drop-column']);
    expect(config.rules.get('ban-drop-column')).toEqual({ enabled: true, severity: 'HIGH' });
  });
});

it('a migration folder may say that its tool is set up otherwise', () => {
  const parsed = parseProjectConfig(
    'version: 1\nmigrations: [{ folder: db, tool: sqlx, transaction: false }]\n',
  );
  expect(parsed).toMatchObject({
    config: { migrations: [{ folder: 'db', tool: 'sqlx', transaction: false }] },
  });
});
