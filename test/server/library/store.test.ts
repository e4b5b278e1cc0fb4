import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExecuteCommandRequest } from 'vscode-languageserver-protocol/node';
import type { TestServer } from '../../support/languageServer.ts';
import { type ServiceHome, serviceHome, until } from '../../support/serviceHome.ts';
import { EVAL, useServerWorkspace, WHOLE_DOCUMENT } from '../serverWorkspace.ts';

function shipped(key: string, more: object = {}) {
  return {
    key,
    title: key.replaceAll('-', ' '),
    problem_type: 'Security',
    severity: 'HIGH',
    problem_description: 'Text that a user typed runs as code.',
    ...more,
  };
}

const workspace = useServerWorkspace({
  withService: true,
  library: {
    version: 1,
    patterns: [
      shipped('accept-literals', { rule_ids: ['no-eval'], code_type: 'python' }),
      shipped('parse-instead-of-eval', { rule_ids: ['no-eval'], code_type: 'typescript' }),
    ],
    relations: [],
  },
});

let home: ServiceHome;
beforeAll(async () => {
  home = await serviceHome('unused');
});
afterAll(() => home.remove());

function start(): Promise<TestServer> {
  return workspace.start(
    { initializationOptions: { fixwardClient: true }, environment: { FIXWARD_HOME: home.home } },
    { '.git/config': '[remote "origin"]\n\turl = git@example.com:team/shop.git\n' },
  );
}

type Row = Readonly<Record<string, unknown>>;

async function store(lsp: TestServer, name: string, request: Row = {}): Promise<Row> {
  const answer = await lsp.connection.sendRequest<{ ok: boolean; data: Row }>('fixward/service', {
    method: 'store/call',
    params: { name, request },
  });
  expect(answer).toMatchObject({ ok: true });
  return answer.data;
}

async function recordOf(lsp: TestServer, key: string): Promise<Row> {
  const { records } = await store(lsp, 'pattern_track_records', { keys: [key], recent: 20 });
  return (records as readonly Row[])[0] ?? {};
}

const PYTHON = 'value = eval(text)\n';
const FIXED = 'import ast\nvalue = ast.literal_eval(text)\n';

describe('the light bulb with a store', () => {
  it('answers from memory at first, then with the track record, and brings the shipped patterns in', async () => {
    const lsp = await start();
    const uri = workspace.uriOf('src/a.py');
    await lsp.open(uri, 'python', PYTHON);
    const title = async (): Promise<string | undefined> => (await lsp.actions(uri, WHOLE_DOCUMENT))[0]?.title;
    expect(await title()).toBe('Accept literals only, with ast.literal_eval');
    await until(
      async () => (await recordOf(lsp, 'accept-literals')).key !== undefined,
      'the shipped patterns',
      60_000,
    );
    await store(lsp, 'record_applications', {
      events: Array.from({ length: 10 }, (_, index) => ({
        id: randomUUID(),
        pattern_key: 'accept-literals',
        event: index < 9 ? 'applied' : 'failed',
        ...(index < 9 && { verification: 'clean' }),
      })),
    });
    await until(
      async () => (await title()) === 'Accept literals only, with ast.literal_eval · worked 9 of 10 times',
      'the record in the title',
    );
    await expect(lsp.connection.sendRequest('fixward/project', {})).resolves.toEqual({
      project: 'example.com/team/shop',
    });
  }, 120_000);

  it('counts what was offered, applied and kept, and the audit follows', async () => {
    const lsp = await start();
    const uri = workspace.uriOf('src/a.py');
    await store(lsp, 'save_file_audits', {
      project: 'example.com/team/shop',
      files: [
        {
          path: 'src/a.py',
          technical_debt: 5,
          status: 'In Progress',
          findings: { 'no-eval': 1 },
          cause: 'scan',
        },
      ],
    });
    const before = await recordOf(lsp, 'accept-literals');
    await lsp.open(uri, 'python', PYTHON);
    await lsp.pull(uri);
    const [fix] = await lsp.actions(uri, WHOLE_DOCUMENT);
    await lsp.change(uri, 2, [{ text: FIXED }]);
    await lsp.connection.sendRequest(ExecuteCommandRequest.type, {
      command: 'fixward.recordFix',
      arguments: [...(fix?.command?.arguments ?? [])],
    });
    await lsp.pull(uri);
    await lsp.save(uri);
    await until(
      async () => Number((await recordOf(lsp, 'accept-literals')).successes) === Number(before.successes) + 1,
      'the application to be counted',
    );
    const { recent } = await recordOf(lsp, 'accept-literals');
    const events = (recent as readonly Row[]).filter(({ path }) => path === 'src/a.py');
    const applied = events.find(({ event }) => event === 'applied');
    expect(applied).toMatchObject({
      verification: 'clean',
      rule_name: 'no-eval',
      project: 'example.com/team/shop',
    });
    expect(events.find(({ event }) => event === 'kept')).toMatchObject({ application_id: applied?.id });
    expect(events.some(({ event }) => event === 'offered')).toBe(true);
    const { rules } = await store(lsp, 'list_rules', { filters: { names: ['no-eval'] } });
    expect(rules).toMatchObject([{ fixed: 1, fired: expect.any(Number) }]);
    const audits = async (): Promise<unknown> =>
      (await store(lsp, 'list_file_audits', { project: 'example.com/team/shop' })).files;
    await until(async () => JSON.stringify(await audits()).includes('Complete'), 'the audit to follow');
    expect(await audits()).toMatchObject([{ path: 'src/a.py', status: 'Complete', technical_debt: 0 }]);
  }, 120_000);

  it('shows patterns of the store’s own, and none of what was retired', async () => {
    const lsp = await start();
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    const pages = async (): Promise<readonly string[]> =>
      (await lsp.actions(uri, WHOLE_DOCUMENT)).flatMap(
        ({ title }) => /^Show fix pattern: (.*)/u.exec(title)?.[1] ?? [],
      );
    await store(lsp, 'save_patterns', {
      patterns: [
        shipped('our-own-parser', {
          title: 'Use our parser',
          rule_ids: ['no-eval'],
          status: 'active',
          layers: [],
        }),
      ],
    });
    await until(async () => (await pages()).includes('Use our parser'), 'the own pattern');
    expect([...(await pages())].sort()).toEqual(['Use our parser', 'parse instead of eval']);
    await store(lsp, 'save_patterns', {
      mode: 'patch',
      patterns: [{ key: 'our-own-parser', status: 'retired' }],
    });
    await until(async () => !(await pages()).includes('Use our parser'), 'the retired pattern to go');
    expect(await pages()).toEqual(['parse instead of eval']);
  }, 120_000);
});
