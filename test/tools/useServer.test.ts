import { describe, expect, it } from 'vitest';
import { runTool } from '../../src/tools/runTool.ts';
import type { ToolContext } from '../../src/tools/toolContext.ts';
import { toolDescription } from '../../src/tools/toolDescription.ts';
import { USE_SERVER, USE_SERVER_DESCRIPTION_MAX, useServer } from '../../src/tools/useServer.ts';
import { runOptions, testContext } from '../support/toolContext.ts';

function listed(server: string, purpose: string, name: string, more: object = {}) {
  return { server, purpose, name, description: '', inputSchema: { type: 'object' }, ...more };
}

const DATABASE = listed('supabase', 'database', 'execute_sql', {
  description: 'Runs   SQL\nin the database',
  inputSchema: { type: 'object', properties: { project_id: {}, query: {} } },
});
const TASKS = listed('dart', 'tasks', 'create_task');

/** Servers as the service answers for them. */
function servers(asked: unknown[], answer: object = { ok: true, server: 'x', text: 'rows', data: { n: 1 } }) {
  const ask: ToolContext['ask'] = async (method, params) => {
    if (method === 'mcp/listTools') return { tools: [DATABASE, TASKS] };
    asked.push([method, params]);
    return answer;
  };
  return testContext({ ask });
}

describe('use_server', () => {
  it('is there only where another server offers something that may be used', () => {
    expect(useServer([])).toBeUndefined();
    expect(useServer([listed('supabase', 'database', 'apply_migration')])).toBeUndefined();
    expect(useServer([TASKS])?.name).toBe('use_server');
  });

  it('lists the tools of servers with their fields', () => {
    const description = useServer([DATABASE, TASKS])?.description ?? '';
    expect(description.split('\n').slice(1)).toEqual([
      'supabase execute_sql(project_id, query): Runs SQL in the database',
      'dart create_task()',
    ]);
  });

  it.each([1, 20, 500])('stays short with %d tools of long descriptions', (count) => {
    const tools = Array.from({ length: count }, (_, index) =>
      listed('docs', 'documentation', `search_${index}`, { description: 'größe '.repeat(1000) }),
    );
    const tool = useServer(tools);
    expect(tool?.description.length).toBeLessThanOrEqual(USE_SERVER_DESCRIPTION_MAX);
    const shown = tool?.description.split('\n').filter((line) => line.startsWith('docs ')).length ?? 0;
    expect(tool?.description.endsWith(`… ${count - shown} more`)).toBe(count > shown);
  });

  it('describes its input', () => {
    expect(toolDescription(USE_SERVER)).toMatchObject({
      action: 'reach_out',
      inputSchema: { type: 'object', required: ['server', 'tool'] },
    });
  });

  it('calls the tool, and its answer is a stranger’s word', async () => {
    const asked: unknown[] = [];
    const options = runOptions(await servers(asked));
    const call = { server: 'dart', tool: 'create_task', input: { title: 'größe' } };
    const outcome = await runTool(USE_SERVER, call, {
      ...options,
      permit: ({ action, target }) => ({
        decision:
          action === 'reach_out' && target.kind === 'server' && target.name === 'dart' ? 'allow' : 'deny',
        policyId: 'test',
        reason: 'Tests may.',
      }),
    });
    expect(outcome).toMatchObject({
      untrusted: true,
      result: { ok: true, text: 'rows', data: { data: { n: 1 } } },
    });
    expect(options.taint.tainted).toBe(true);
    expect(asked).toEqual([['mcp/callTool', call]]);
  });

  it('sends a database nothing but reads', async () => {
    const asked: unknown[] = [];
    const context = await servers(asked);
    const call = (query: string) =>
      USE_SERVER.run({ server: 'supabase', tool: 'execute_sql', input: { query } }, context);
    expect(await call('drop table orders')).toMatchObject({ ok: false, code: 'refused' });
    expect(asked).toEqual([]);
    expect(await call('select 1')).toMatchObject({ ok: true });
    expect(asked).toHaveLength(1);
  });

  it('names a tool or server that was not allowed', async () => {
    const context = await servers([]);
    expect(await USE_SERVER.run({ server: 'nobody', tool: 'create_task', input: {} }, context)).toMatchObject(
      {
        ok: false,
        code: 'not_found',
      },
    );
  });

  it.each([
    ['refused', 'refused'],
    ['failed', 'failed'],
    ['timed_out', 'unavailable'],
  ])('tells a failure of the server: %s', async (code, told) => {
    const context = await servers([], { ok: false, code, message: 'it broke' });
    expect(await USE_SERVER.run({ server: 'dart', tool: 'create_task', input: {} }, context)).toEqual({
      ok: false,
      code: told,
      message: 'dart: it broke',
    });
  });
});
