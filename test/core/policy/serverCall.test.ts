import { beforeAll, describe, expect, it } from 'vitest';
import { neverReads, serverCallRefusal } from '../../../src/core/policy/serverCall.ts';
import type { ParseScript } from '../../../src/core/ports.ts';
import { loadLibpgQuery } from '../../../src/engines/libpgQuery.ts';

let parse: ParseScript;
beforeAll(async () => {
  parse = (await loadLibpgQuery()).parseScript;
});

const refusal = (tool: string, input: Readonly<Record<string, unknown>> = {}, purpose = 'database') =>
  serverCallRefusal({ purpose, tool, input }, parse);

describe('a server of a database', () => {
  it.each([
    ['list_tables', {}],
    ['get_logs', { service: 'api' }],
    ['get_query_statistics', { days: 3 }],
    ['execute_sql', { query: 'select id from orders limit 5' }],
    ['execute_sql', { project_id: 'drop table x', query: 'explain select 1' }],
    ['read_query', { sql: "select 'größe'\r\n" }],
  ])('is read by %s %j', (tool, input) => {
    expect(refusal(tool, input)).toBeUndefined();
  });

  it.each([
    ['apply_migration', { name: 'a', query: 'select 1' }],
    ['deploy_edge_function', {}],
    ['delete_branch', {}],
    ['execute_sql', { query: 'drop table orders' }],
    ['execute_sql', { query: 'select 1; delete from orders' }],
    ['execute_sql', { query: 'with gone as (delete from orders returning *) select * from gone' }],
    ['execute_sql', { query: 'select pg_sleep(1000)' }],
    ['execute_sql', { query: "select set_config('role', 'postgres', false)" }],
    ['execute_sql', { query: '' }],
    ['execute_sql', { query: 'select 1', sql: 'truncate orders' }],
    ['execute_sql', { queries: ['select 1'] }],
    ['execute_sql', { text: 'drop table orders' }],
    ['read_query', { query: 'update orders set total = 0' }],
  ])('is not written by %s %j', (tool, input) => {
    expect(refusal(tool, input)).toContain('apply_migration of Fixward');
  });
});

it('refuses a query that is too long to be judged', () => {
  expect(refusal('execute_sql', { query: `select ${'1,'.repeat(100_000)}1` })).toContain('longer than');
});

describe('a server of another kind', () => {
  it('is asked whatever it takes', () => {
    expect(refusal('create_task', { title: 'drop table orders' }, 'tasks')).toBeUndefined();
    expect(refusal('search_sql_docs', { query: 'drop table' }, 'documentation')).toBeUndefined();
  });

  it('has its SQL judged all the same when it runs any', () => {
    expect(refusal('execute_sql', { query: 'drop table orders' }, 'other')).toContain('only read');
    expect(refusal('apply_migration', {}, 'other')).toContain('apply_migration of Fixward');
    expect(refusal('execute_sql', { query: 'select 1' }, 'other')).toBeUndefined();
  });
});

it('offers no tool whose every call is refused', () => {
  expect(neverReads({ purpose: 'database', tool: 'apply_migration' })).toBe(true);
  expect(neverReads({ purpose: 'database', tool: 'create_branch' })).toBe(true);
  expect(neverReads({ purpose: 'database', tool: 'execute_sql' })).toBe(false);
  expect(neverReads({ purpose: 'tasks', tool: 'create_branch' })).toBe(false);
});
