import { describe, expect, it } from 'vitest';
import { FolderFactIndex, type FolderFacts } from '../../../src/core/sql/folderFacts.ts';
import { SQL_RULES } from '../../../src/core/sql/rules/sqlRules.ts';
import { active, analyze } from './sqlSupport.ts';

/** What the files around the one at `index` say. */
function around(files: readonly string[], index: number): FolderFacts {
  const facts = files.map((text) => analyze(text, { rules: [] }).lastingFacts);
  return new FolderFactIndex(facts).around(index);
}

/** Findings of one rule in the file at `index` of a Supabase folder. */
function found(ruleId: string, files: readonly string[], index: number): number {
  const rules = SQL_RULES.filter(({ id }) => id === ruleId).map(active);
  const path = `supabase/migrations/${index + 1}_a.sql`;
  const options = { history: around(files, index) };
  return analyze(files[index] ?? '', { rules, path, options }).findings.length;
}

describe('facts of other migrations', () => {
  it('hold from their file on, until they are undone', () => {
    const files = [
      'create table a (id int); alter table a enable row level security;',
      'select 1;',
      'drop table a;',
      'select 1;',
    ];
    expect(around(files, 0).earlier.has('create:table:a')).toBe(false);
    expect(around(files, 1).earlier.has('create:table:a')).toBe(true);
    expect(around(files, 1).earlier.has('rls:a')).toBe(true);
    expect(around(files, 3).earlier.has('create:table:a')).toBe(false);
    expect(around(files, 3).earlier.has('rls:a')).toBe(false);
    expect(around(files, 1).later.has('drop:table:a')).toBe(true);
    expect(around(files, 2).later.has('drop:table:a')).toBe(false);
  });

  it('leave out what ends with a file and what undoes it', () => {
    const text = "-- migrate:up\nbegin; set lock_timeout = '1s'; commit;\n-- migrate:down\ndrop table a;\n";
    expect(analyze(text, { rules: [] }).lastingFacts).toEqual([]);
  });

  it('include what blocks and executed strings do', () => {
    const text = "do $$ begin create table a (id int); execute 'drop table b'; end $$;";
    expect(analyze(text, { rules: [] }).lastingFacts).toEqual(['create:table:a', 'drop:table:b']);
  });

  it('are the same array while an edit changes none of them', () => {
    const before = analyze('create table a (id int);\nselect 1;', { rules: [] });
    const after = analyze('create table a (id int);\nselect 2;', { rules: [], previous: before });
    expect(after.lastingFacts).toBe(before.lastingFacts);
    const other = analyze('create table b (id int);\nselect 2;', { rules: [], previous: after });
    expect(other.lastingFacts).toEqual(['create:table:b']);
  });

  it('know a column that a check proves', () => {
    const add = 'alter table a add constraint c check (x is not null)';
    const fact = 'proven-not-null:a.x';
    const proven = (...files: string[]) => around([...files, ''], files.length).earlier.has(fact);
    expect(proven(`${add};`)).toBe(true);
    expect(proven(`${add} not valid;`)).toBe(false);
    expect(proven(`${add} not valid;`, 'alter table a validate constraint c;')).toBe(true);
    expect(proven(`${add};`, 'alter table a drop constraint c;')).toBe(false);
    expect(proven(`${add};`, 'drop table a;')).toBe(false);
  });
});

describe('rules that know other migrations', () => {
  const view = 'create view v as select 1 as n;';
  const policy = 'create policy p on t for select using (auth.uid() = owner);';
  const definer = "create function f(a int) returns int language sql security definer as 'select 1';";
  const safe = definer.replace(' as ', " set search_path = '' as ");

  it.each([
    ['rls-disabled', 'create table t (id int);', 'alter table t enable row level security;'],
    ['rls-disabled', 'create table t (id int);', 'drop table t;'],
    ['security-definer-view', view, 'alter view v set (security_invoker = on);'],
    [
      'security-definer-view',
      view,
      'create or replace view v with (security_invoker = on) as select 1 as n;',
    ],
    ['security-definer-view', view, 'drop view v;'],
    ['rls-initplan', policy, 'drop policy p on t;'],
    ['rls-initplan', policy, 'drop table t;'],
    [
      'rls-always-true',
      'create policy p on t for insert with check (true);',
      'drop policy if exists p on t;',
    ],
    ['function-search-path', definer, "alter function f(int) set search_path = '';"],
    ['function-search-path', definer, safe.replace('create', 'create or replace')],
    ['function-search-path', definer, 'drop function f(integer);'],
    ['function-search-path', definer, 'drop function f;'],
  ])('%s is silent on what a later one mends: %s / %s', (ruleId, first, later) => {
    expect(found(ruleId, [first, 'select 1;'], 0)).toBe(1);
    expect(found(ruleId, [first, later], 0)).toBe(0);
  });

  it.each([
    ['rls-initplan', policy, 'drop policy other on t;'],
    ['rls-initplan', policy, 'drop policy p on other;'],
    ['function-search-path', definer, safe.replace('f(a int)', 'f(a text)')],
    ['function-search-path', definer, 'drop function f(text);'],
    ['rls-disabled', 'create table t (id int);', 'alter table other enable row level security;'],
  ])('%s speaks when a later one mends something else: %s / %s', (ruleId, first, later) => {
    expect(found(ruleId, [first, later], 0)).toBe(1);
  });

  it('look again when another file changes, and only then', () => {
    const rules = SQL_RULES.filter(({ id }) => id === 'rls-initplan').map(active);
    const path = 'supabase/migrations/1_a.sql';
    const check = (history: FolderFacts, previous?: ReturnType<typeof analyze>) =>
      analyze(policy, { rules, path, options: { history }, previous });
    const first = check(around([policy, 'select 1;'], 0));
    const second = check(around([policy, 'drop policy p on t;'], 0), first);
    const third = check(around([policy, 'select 1;'], 0), second);
    expect([first, second, third].map(({ findings }) => findings.length)).toEqual([1, 0, 1]);
  });
});
