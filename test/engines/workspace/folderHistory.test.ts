import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyzeSql } from '../../../src/core/sql/analyzeSql.ts';
import { createProjectAnalyzer } from '../../../src/engines/workspace/createProjectAnalyzer.ts';
import { createEngines } from '../../../src/engines/workspace/engines.ts';
import { createFolderHistory } from '../../../src/engines/workspace/folderHistory.ts';
import { workspaceWith } from '../../support/cli.ts';

const engines = createEngines();
await engines.prepare('sql');
const { sqlParser } = engines;

async function open(files: Readonly<Record<string, string>>) {
  const rootFolder = await workspaceWith(files);
  let time = 0;
  const history = createFolderHistory({
    rootFolder,
    config: { migrations: [] },
    sqlParser,
    fileSizeMaxBytes: 1_000_000,
    now: () => time,
  });
  return {
    rootFolder,
    history,
    wait: () => {
      time += 60_000;
    },
  };
}

const FILES = {
  'migrations/1_a/up.sql': 'create table a (id int);',
  'migrations/1_a/down.sql': 'drop table a;',
  'migrations/2_b/up.sql': 'create table b (id int);',
  'queries.sql': 'create table c (id int);',
};

describe('createFolderHistory', () => {
  it('knows the files around a migration, and nothing around other files', async () => {
    const { history } = await open(FILES);
    expect(history.around('migrations/2_b/up.sql')?.earlier.has('create:table:a')).toBe(true);
    expect(history.around('migrations/2_b/up.sql')?.later.has('create:table:a')).toBe(false);
    expect(history.around('migrations/1_a/up.sql')?.later.has('create:table:b')).toBe(true);
    expect(history.around('migrations/1_a/up.sql')?.later.has('drop:table:a')).toBe(false);
    expect(history.around('migrations/1_a/down.sql')).toBeUndefined();
    expect(history.around('queries.sql')).toBeUndefined();
    expect(history.around('migrations/9_new/up.sql')).toBeUndefined();
  });

  it('gives the same facts again until a neighbour says something else', async () => {
    const { history } = await open(FILES);
    const [first, second] = ['migrations/1_a/up.sql', 'migrations/2_b/up.sql'];
    const before = history.around(second);
    expect(history.around(second)).toBe(before);
    const typed = (text: string) => analyzeSql({ text, path: first, rules: [], parser: sqlParser });
    history.analyzed(first, typed('-- a remark\ncreate table a (id int, name text);'));
    expect(history.around(second)).toBe(before);
    history.analyzed(first, typed('create table z (id int);'));
    expect(history.around(second)?.earlier.has('create:table:a')).toBe(false);
    expect(history.around(second)?.earlier.has('create:table:z')).toBe(true);
  });

  it('sees in time that files were changed, added and removed', async () => {
    const { history, rootFolder, wait } = await open(FILES);
    const last = 'migrations/2_b/up.sql';
    expect(history.around(last)?.earlier.has('create:table:a')).toBe(true);
    const changed = join(rootFolder, 'migrations/1_a/up.sql');
    await writeFile(changed, 'create table changed (id int);');
    wait();
    expect(history.around(last)?.earlier.has('create:table:changed')).toBe(true);
    await rm(changed);
    wait();
    expect(history.around(last)?.earlier.has('create:table:changed')).toBe(false);
  });

  it("believes diesel's settings of a migration", async () => {
    const { history } = await open({
      ...FILES,
      'migrations/1_a/metadata.toml': 'run_in_transaction = false\n',
    });
    expect(history.runsInTransaction('migrations/1_a/up.sql')).toBe(false);
    expect(history.runsInTransaction('migrations/1_a/down.sql')).toBe(false);
    expect(history.runsInTransaction('migrations/2_b/up.sql')).toBeUndefined();
    expect(history.runsInTransaction('queries.sql')).toBeUndefined();
  });

  it('gives each parse away once, for the text it was made of', async () => {
    const { history } = await open(FILES);
    const path = 'migrations/1_a/up.sql';
    history.around(path);
    expect(history.takeParsed('migrations/2_b/up.sql', 'other')).toBeUndefined();
    expect(history.takeParsed(path, FILES[path])?.statementCount).toBe(1);
    expect(history.takeParsed(path, FILES[path])).toBeUndefined();
  });
});

it('a project judges a migration by those around it', async () => {
  const rootFolder = await workspaceWith({
    'supabase/migrations/1_a.sql': 'create table a (id bigint primary key);',
    'supabase/migrations/2_b.sql': 'alter table a enable row level security;',
  });
  const { analyzer } = await createProjectAnalyzer({ rootFolder, trusted: true, engines });
  const path = 'supabase/migrations/1_a.sql';
  const text = 'create table a (id bigint primary key);\ncreate table b (id bigint primary key);';
  const found = analyzer.analyze({ path, language: 'sql', text });
  expect(
    found?.analysis.findings.map(({ ruleId, span }) => [ruleId, text.slice(span.start, span.end)]),
  ).toEqual([['rls-disabled', 'b']]);
});
