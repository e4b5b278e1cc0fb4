import { describe, expect, it } from 'vitest';
import type { AskPart } from '../../../src/service/serviceContext.ts';
import { offeredServers } from '../../../src/service/tools/offeredServers.ts';

const call = { signal: new AbortController().signal, requestId: 'r' };

const listed = (name: string) => ({
  server: 'supabase',
  purpose: 'database',
  name,
  description: 'Does something',
  inputSchema: { type: 'object', properties: { query: { type: 'string' } } },
});

function answering(tools: readonly object[]): AskPart {
  return async () => ({ tools });
}

describe('the list of tools', () => {
  it('has one for other servers when any offers something', async () => {
    expect(await offeredServers(answering([]), call, () => {})).toEqual([]);
    const tools = await offeredServers(answering([listed('list_tables')]), call, () => {});
    expect(tools.map(({ name }) => name)).toEqual(['use_server']);
  });

  it('waits for no server that does not answer, and goes on without one that fails', async () => {
    const lines: string[] = [];
    const never: AskPart = () => new Promise(() => {});
    expect(await offeredServers(never, call, (line) => lines.push(line), 1)).toEqual([]);
    const broken: AskPart = () => Promise.reject(new Error('it broke'));
    expect(await offeredServers(broken, call, (line) => lines.push(line))).toEqual([]);
    expect(lines).toEqual([
      'tools of other servers: none said in time what it offers',
      'tools of other servers: it broke',
    ]);
  });
});
