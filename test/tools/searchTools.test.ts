import { describe, expect, it } from 'vitest';
import { runTool } from '../../src/tools/runTool.ts';
import { searchDocumentation } from '../../src/tools/searchDocumentation.ts';
import { searchPatterns } from '../../src/tools/searchPatterns.ts';
import type { ToolContext } from '../../src/tools/toolContext.ts';
import { runOptions, testContext } from '../support/toolContext.ts';

const HIT = {
  id: '1',
  key: 'index-foreign-keys',
  title: 'Index foreign keys',
  excerpt: 'Deletes   scan\nthe whole table',
  layers: [5],
  rule_ids: ['fk-missing-index'],
  applied_count: 4,
  successes: 3,
  failures: 1,
  score: 0.9,
  parts: { fused: 1 },
};

const SERVER_TOOLS = {
  tools: [
    { server: 'db', purpose: 'database', name: 'search', inputSchema: { properties: { query: {} } } },
    { server: 'docs', purpose: 'documentation', name: 'read_page', inputSchema: { properties: { url: {} } } },
    { server: 'docs', purpose: 'documentation', name: 'search_docs', inputSchema: { properties: { q: {} } } },
  ],
};

function answering(answers: Readonly<Record<string, unknown>>, asked: unknown[] = []): ToolContext['ask'] {
  return async (method, params) => {
    asked.push([method, params]);
    if (!(method in answers)) throw new Error(`nobody answers ${method}`);
    return answers[method];
  };
}

const PATTERNS = { hits: [HIT], embedder: 'lexical', reranker: 'x', notes: ['2 rows wait'], milliseconds: 1 };

describe('search_patterns', () => {
  it('asks the library and tells how often a pattern worked', async () => {
    const asked: unknown[] = [];
    const context = await testContext({ ask: answering({ 'search/patterns': PATTERNS }, asked) });
    const result = await searchPatterns.run({ query: 'slow delete', limit: 3 }, context);
    if (!result.ok) throw new Error(result.message);
    expect(asked).toEqual([['search/patterns', { query: 'slow delete', limit: 3 }]]);
    expect(result.text.split('\n')).toEqual([
      '1 pattern',
      'Index foreign keys (index-foreign-keys): Deletes scan the whole table; worked 3 of 4 times',
      'note: 2 rows wait',
    ]);
  });

  it('fails in one line when the library cannot be asked', async () => {
    const result = await searchPatterns.run({ query: 'x' }, await testContext());
    expect(result).toEqual({ ok: false, code: 'failed', message: 'nobody answers search/patterns' });
    const odd = await testContext({ ask: answering({ 'search/patterns': { hits: 5 } }) });
    expect(await searchPatterns.run({ query: 'x' }, odd)).toMatchObject({ ok: false, code: 'failed' });
  });
});

describe('search_documentation', () => {
  it('finds pages of rules and shipped patterns without reaching out', async () => {
    const asked: unknown[] = [];
    const context = await testContext({ ask: answering({ 'search/patterns': PATTERNS }, asked) });
    const outcome = await runTool(
      searchDocumentation,
      { query: 'foreign key without an index' },
      runOptions(context, {
        permit: ({ action, target }) => ({
          decision: action === 'read_workspace' && target.kind === 'workspace' ? 'allow' : 'deny',
          policyId: 'test',
          reason: 'Tests stay at home.',
        }),
      }),
    );
    expect(outcome.untrusted).toBe(false);
    if (!outcome.result.ok) throw new Error(outcome.result.message);
    expect(outcome.result.text).toContain('rule fk-missing-index');
    expect(outcome.result.text).toContain('pattern Index foreign keys');
    expect(asked).toEqual([
      ['search/patterns', expect.objectContaining({ filters: { origins: ['shipped'] } })],
    ]);
  });

  it('asks a documentation server when told to, which is reaching out and taints', async () => {
    const asked: unknown[] = [];
    const context = await testContext({
      ask: answering(
        {
          'search/patterns': PATTERNS,
          'mcp/listTools': SERVER_TOOLS,
          'mcp/callTool': {
            ok: true,
            server: 'docs',
            text: 'CREATE INDEX builds an index.',
            data: undefined,
          },
        },
        asked,
      ),
    });
    const taint = { tainted: false };
    const actions: string[] = [];
    const outcome = await runTool(
      searchDocumentation,
      { query: 'create index', online: true },
      runOptions(context, { taint, onDecision: ({ request }) => actions.push(request.action) }),
    );
    expect(actions).toEqual(['reach_out']);
    expect([outcome.untrusted, taint.tainted]).toEqual([true, true]);
    expect(asked).toContainEqual([
      'mcp/callTool',
      { server: 'docs', tool: 'search_docs', input: { q: 'create index' } },
    ]);
    if (outcome.result.ok)
      expect(outcome.result.text).toContain('docs answered:\nCREATE INDEX builds an index.');
  });

  it.each([
    ['none is configured', { 'mcp/listTools': { tools: [] } }, /No documentation server/u],
    [
      'it has no tool that searches',
      { 'mcp/listTools': { tools: SERVER_TOOLS.tools.slice(1, 2) } },
      /docs has no allowed tool/u,
    ],
    [
      'it fails',
      { 'mcp/listTools': SERVER_TOOLS, 'mcp/callTool': { ok: false, code: 'x', message: 'is down' } },
      /docs: is down/u,
    ],
    ['servers cannot be asked', {}, /could not be asked: nobody answers mcp\/listTools/u],
  ])('says so and answers with what it has when %s', async (_, answers, note) => {
    const context = await testContext({ ask: answering({ 'search/patterns': PATTERNS, ...answers }) });
    const result = await searchDocumentation.run({ query: 'row level security', online: true }, context);
    if (!result.ok) throw new Error(result.message);
    expect(result.data.notes.join('\n')).toMatch(note);
    expect(result.data.rules.length).toBeGreaterThan(0);
  });

  it('goes on without the library, and says when nothing was found', async () => {
    const result = await searchDocumentation.run({ query: '…' }, await testContext());
    expect(result).toMatchObject({ ok: true, data: { rules: [], patterns: [] } });
    if (result.ok) expect(result.text).toMatch(/^nothing was found\nnote: The library was not searched/u);
  });
});
