import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExecuteCommandRequest } from 'vscode-languageserver-protocol/node';
import type { LearnTemplateResult } from '../../../src/protocol/learn.ts';
import type { TestServer } from '../../support/languageServer.ts';
import { axiosPattern, patternFile } from '../../support/learnedPattern.ts';
import { type ServiceHome, serviceHome, until } from '../../support/serviceHome.ts';
import { codes, useServerWorkspace } from '../serverWorkspace.ts';

const workspace = useServerWorkspace({ withService: true });

let home: ServiceHome;
beforeAll(async () => {
  home = await serviceHome('unused');
});
afterAll(() => home.remove());

type Row = Readonly<Record<string, unknown>>;

async function store(lsp: TestServer, name: string, request: Row = {}): Promise<Row> {
  const answer = await lsp.connection.sendRequest<{ ok: boolean; data: Row }>('fixward/service', {
    method: 'store/call',
    params: { name, request },
  });
  expect(answer).toMatchObject({ ok: true });
  return answer.data;
}

function start(files: Readonly<Record<string, string>>): Promise<TestServer> {
  return workspace.start(
    { initializationOptions: { fixwardClient: true }, environment: { FIXWARD_HOME: home.home } },
    files,
  );
}

describe('learned patterns and the store', () => {
  it('guard from the store, are counted there under their key, and stop when retired', async () => {
    const key = 'use-http-post';
    const lsp = await start({ '.fixward/patterns/a.yaml': patternFile(axiosPattern('use-http-get')) });
    await store(lsp, 'save_patterns', {
      mode: 'replace',
      patterns: [{ ...axiosPattern(key, { method: 'post' }), origin: 'learned', status: 'active' }],
    });
    const uri = workspace.uriOf('src/a.ts');
    const text = 'axios.post(url);\naxios.get(url);\n';
    await lsp.open(uri, 'typescript', text);
    await until(
      async () => codes(await lsp.pull(uri)).includes(key),
      'the rule of the stored pattern',
      60_000,
    );
    expect(codes(await lsp.pull(uri))).toEqual([key, 'use-http-get']);
    await lsp.change(uri, 2, [{ text: text.replace('axios.post', 'http.post') }]);
    await lsp.connection.sendRequest(ExecuteCommandRequest.type, {
      command: 'fixward.recordFix',
      arguments: [{ uri, ruleId: key, fixTitle: 'Use http.post', pattern: key, verified: true }],
    });
    await lsp.save(uri);
    const record = async (): Promise<Row> => {
      const { records } = await store(lsp, 'pattern_track_records', { keys: [key], recent: 5 });
      return (records as readonly Row[])[0] ?? {};
    };
    await until(async () => (await record()).applied_count === 1, 'the application', 30_000);
    const { patterns } = await store(lsp, 'get_patterns', { keys: [key] });
    const [row] = patterns as readonly Row[];
    await store(lsp, 'review_patterns', { items: [{ id: row?.id, decision: 'retire', notes: 'no more' }] });
    await lsp.change(uri, 3, [{ text }]);
    await until(async () => !codes(await lsp.pull(uri)).includes(key), 'the end of the rule', 30_000);
    expect(codes(await lsp.pull(uri))).toEqual(['use-http-get']);
    const learned = await store(lsp, 'list_patterns', { filters: { origins: ['learned'] }, limit: 10 });
    const keys = (learned.patterns as readonly Row[]).map((one) => one.key);
    expect(keys).toContain('use-http-get');
  }, 150_000);

  it('give templates in the order of what they need', async () => {
    const file = (key: string, after: string) =>
      patternFile(axiosPattern(key, { more: { code_after: after, pattern: undefined } }));
    const lsp = await start({
      '.fixward/patterns/client.yaml': file('make-client', 'const $CLIENT = createClient();'),
      '.fixward/patterns/service.yaml': file('make-service', 'export const service = serve($CLIENT);'),
    });
    await store(lsp, 'save_patterns', {
      mode: 'replace',
      patterns: ['make-client', 'make-service'].map((key) => ({ ...axiosPattern(key), status: 'active' })),
    });
    await store(lsp, 'relate_patterns', {
      relations: [{ from_key: 'make-client', to_key: 'make-service', kind: 'prerequisite' }],
    });
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', 'const db = createClient();\n');
    const template = await lsp.connection.sendRequest<LearnTemplateResult>('fixward/learn/template', {
      key: 'make-service',
      uri,
    });
    expect(template.steps).toMatchObject([
      { key: 'make-client', present: true },
      { key: 'make-service', present: false, snippet: 'export const service = serve(${1:client});' },
    ]);
  }, 90_000);
});
