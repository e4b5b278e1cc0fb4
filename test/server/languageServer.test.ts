import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  CodeActionResolveRequest,
  ExecuteCommandRequest,
  HoverRequest,
  type MarkupContent,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { buildProgram } from '../support/buildServer.ts';
import {
  applyWorkspaceEdit,
  PULL_CLIENT,
  type ServerOptions,
  startTestServer,
  type TestServer,
} from '../support/languageServer.ts';

let program: string;
let folder: string;
let server: TestServer | undefined;

beforeAll(async () => {
  program = await buildProgram('src/server/main.ts', 'server');
});
afterAll(() => rm(program, { force: true }));
afterEach(async () => {
  await server?.stop();
  server = undefined;
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function start(
  options: Partial<ServerOptions> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  folder = await mkdtemp(join(tmpdir(), 'fixward-workspace-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  server = await startTestServer({ program, folder, ...options });
  return server;
}

const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;
const codes = (diagnostics: readonly { code?: unknown }[]) => diagnostics.map(({ code }) => code);
const whole = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

const EVAL = 'const a = eval(request.body);\n';
const YAML_LOAD = 'import yaml\n\nsettings = yaml.load(stream)\n';

describe('diagnostics', () => {
  it('are pulled with a stable code, a documentation link and a severity', async () => {
    const lsp = await start();
    await lsp.open(uriOf('src/a.ts'), 'typescript', EVAL);
    const [diagnostic, ...rest] = await lsp.pull(uriOf('src/a.ts'));
    expect(rest).toEqual([]);
    expect(diagnostic).toMatchObject({
      code: 'no-eval',
      source: 'Fixward',
      severity: 1,
      range: { start: { line: 0, character: 10 }, end: { line: 0, character: 28 } },
    });
    expect(diagnostic?.codeDescription?.href).toMatch(/no-eval\.md$/);
  });

  it('are pushed to a client that cannot pull', async () => {
    const lsp = await start({ capabilities: { textDocument: { publishDiagnostics: {} } } });
    expect(lsp.initialized.capabilities.diagnosticProvider).toBeUndefined();
    const uri = uriOf('src/a.py');
    await lsp.open(uri, 'python', 'value = eval(text)\n');
    expect(codes(await lsp.pushed(uri, (found) => found.length > 0))).toEqual(['no-eval']);
    await lsp.change(uri, 2, [{ text: 'value = 1\n' }]);
    expect(await lsp.pushed(uri, (found) => found.length === 0)).toEqual([]);
    await lsp.close(uri);
    expect(await lsp.pushed(uri)).toEqual([]);
  });

  it('follow incremental edits, half-typed text included', async () => {
    const lsp = await start();
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', 'const a = 1;\n');
    expect(await lsp.pull(uri)).toEqual([]);
    const at = { line: 1, character: 0 };
    await lsp.change(uri, 2, [{ range: { start: at, end: at }, text: 'eval(x);\nfunction f( {\n' }]);
    expect(codes(await lsp.pull(uri))).toEqual(['no-eval']);
    await lsp.change(uri, 3, [
      { range: { start: { line: 1, character: 0 }, end: { line: 3, character: 0 } }, text: '' },
    ]);
    expect(await lsp.pull(uri)).toEqual([]);
  });

  it('stand at the right place after emoji, accents and CRLF', async () => {
    const lsp = await start();
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', 'const é = "🙂🙂";\r\n/* 🙂 */ eval(é);\r\n');
    expect((await lsp.pull(uri))[0]?.range).toEqual({
      start: { line: 1, character: 9 },
      end: { line: 1, character: 16 },
    });
  });

  it('underline a construct of many lines on its first', async () => {
    const lsp = await start();
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', 'const a = eval(\r\n  request.body,\r\n);\r\n');
    expect((await lsp.pull(uri))[0]?.range).toEqual({
      start: { line: 0, character: 10 },
      end: { line: 0, character: 15 },
    });
  });

  it('count bytes for a client that knows only UTF-8', async () => {
    const lsp = await start({ capabilities: { ...PULL_CLIENT, general: { positionEncodings: ['utf-8'] } } });
    expect(lsp.initialized.capabilities.positionEncoding).toBe('utf-8');
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', '/* 🙂é */ eval(x);\n');
    expect((await lsp.pull(uri))[0]?.range).toEqual({
      start: { line: 0, character: 13 },
      end: { line: 0, character: 20 },
    });
  });

  it('serve unsaved documents and languages by the editor’s id', async () => {
    const lsp = await start();
    await lsp.open('untitled:Untitled-1', 'typescriptreact', 'const a = <p>{eval(x)}</p>;\n');
    expect(codes(await lsp.pull('untitled:Untitled-1'))).toContain('no-eval');
    await lsp.open('untitled:Untitled-2', 'plaintext', 'eval(x)');
    expect(await lsp.pull('untitled:Untitled-2')).toEqual([]);
  });

  it('say so when a file is too large instead of freezing', async () => {
    const lsp = await start({
      initializationOptions: { settings: { limits: { fileSizeMaxBytes: 1000, fileLinesMax: 50 } } },
    });
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL.repeat(51));
    expect(await lsp.pull(uri)).toMatchObject([
      { code: 'not-checked', severity: 3, message: expect.stringContaining('limit') },
    ]);
  });

  it('answer a document of 50,000 lines', async () => {
    const lsp = await start();
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', `${'const x = compute(1, 2);\n'.repeat(49_990)}eval(y);\n`);
    expect(codes(await lsp.pull(uri))).toEqual(['no-eval']);
  });

  it('of the last version win when changes come faster than checks', async () => {
    const lsp = await start();
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', '');
    const pulls: Promise<unknown>[] = [];
    for (let version = 2; version <= 30; version++) {
      await lsp.change(uri, version, [{ text: version % 2 === 0 ? EVAL.repeat(version) : '' }]);
      pulls.push(lsp.pull(uri).catch(() => undefined));
    }
    await Promise.all(pulls);
    expect(await lsp.pull(uri)).toHaveLength(30);
  });
});

describe('configuration', () => {
  it('of the workspace is read, and again when it changes', async () => {
    const config = '.fixward/config.yaml';
    const lsp = await start({}, { [config]: 'version: 1\nrules:\n  no-eval: off\n' });
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    expect(await lsp.pull(uri)).toEqual([]);
    await writeFile(join(folder, config), 'version: 1\nrules:\n  no-eval: LOW\n');
    await lsp.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(config), type: 2 }],
    });
    expect(await lsp.pull(uri)).toMatchObject([{ code: 'no-eval', severity: 3 }]);
  });

  it('that is wrong is shown in its own file, and the rest works on', async () => {
    const lsp = await start({}, { '.fixward/config.yaml': 'version: 1\nlayers:\n  12: [a]\n' });
    const [problem] = await lsp.pushed(uriOf('.fixward/config.yaml'));
    expect(problem).toMatchObject({ code: 'configuration', range: { start: { line: 2 } } });
    await lsp.open(uriOf('src/a.ts'), 'typescript', EVAL);
    expect(codes(await lsp.pull(uriOf('src/a.ts')))).toEqual(['no-eval']);
  });

  it('takes rules from the workspace, with fixes, imports between layers and SQL patterns', async () => {
    const rule = (id: string, body: string): string =>
      `id: ${id}\ntitle: A rule of this team\nseverity: HIGH\nmessage: not like this\n${body}`;
    const lsp = await start(
      {},
      {
        '.fixward/config.yaml': 'version: 1\nlayers:\n  1: [db/**]\n  6: [web/**]\n',
        '.fixward/rules/clock.yaml': rule(
          'team-clock',
          'language: python\nrule: { pattern: time.time() }\nfix: clock.now()\n',
        ),
        '.fixward/rules/ui.yaml': rule(
          'team-ui',
          'language: typescript\nlayers: [6]\nimports: { layers: [1] }\n',
        ),
        '.fixward/rules/grant.yaml': rule(
          'team-grant',
          'language: sql\nsql: { pattern: GRANT ALL ON $T TO $ROLE }\n',
        ),
      },
    );
    await lsp.open(uriOf('a.py'), 'python', 'start = time.time()\n');
    expect(codes(await lsp.pull(uriOf('a.py')))).toEqual(['team-clock']);
    const [fix] = await lsp.actions(uriOf('a.py'), whole, ['quickfix']);
    const resolved = fix && (await lsp.connection.sendRequest(CodeActionResolveRequest.type, fix));
    expect(applyWorkspaceEdit('start = time.time()\n', uriOf('a.py'), resolved?.edit)).toBe(
      'start = clock.now()\n',
    );
    await lsp.open(
      uriOf('web/cart.ts'),
      'typescript',
      "import { pool } from '../db/pool';\nexport const p = pool;\n",
    );
    expect(codes(await lsp.pull(uriOf('web/cart.ts')))).toContain('team-ui');
    await lsp.open(
      uriOf('db/copy.ts'),
      'typescript',
      "import { pool } from './pool';\nexport const p = pool;\n",
    );
    expect(codes(await lsp.pull(uriOf('db/copy.ts')))).not.toContain('team-ui');
    await lsp.open(uriOf('db/a.sql'), 'sql', 'grant all on orders to anon;\n');
    expect(codes(await lsp.pull(uriOf('db/a.sql')))).toContain('team-grant');
  });

  it('with one broken rule file loses that rule only', async () => {
    const lsp = await start(
      {},
      { '.fixward/rules/broken.yaml': 'id: broken\nlanguage: python\nrule: { pattern: "(" }\n' },
    );
    const [problem] = await lsp.pushed(uriOf('.fixward/rules/broken.yaml'));
    expect(problem).toMatchObject({ code: 'configuration', severity: 1 });
    await lsp.open(uriOf('src/a.ts'), 'typescript', EVAL);
    expect(codes(await lsp.pull(uriOf('src/a.ts')))).toEqual(['no-eval']);
  });

  it('of an untrusted workspace is not read', async () => {
    const files = { '.fixward/config.yaml': 'version: 1\nrules:\n  no-eval: off\n' };
    const lsp = await start({ initializationOptions: { trusted: false } }, files);
    await lsp.open(uriOf('src/a.ts'), 'typescript', EVAL);
    expect(codes(await lsp.pull(uriOf('src/a.ts')))).toEqual(['no-eval']);
  });

  it('comes from the editor too, and its severities are the editor’s', async () => {
    const settings = { rules: { 'no-eval': 'LOW' }, severities: { LOW: 'hint' } };
    const lsp = await start({ initializationOptions: { settings } });
    await lsp.open(uriOf('src/a.ts'), 'typescript', EVAL);
    expect(await lsp.pull(uriOf('src/a.ts'))).toMatchObject([{ severity: 4 }]);
  });

  it('can switch Fixward off and on again', async () => {
    const lsp = await start();
    await lsp.open(uriOf('src/a.ts'), 'typescript', EVAL);
    await lsp.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { fixward: { enable: false } },
    });
    expect(await lsp.pull(uriOf('src/a.ts'))).toEqual([]);
    await lsp.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { fixward: { enable: true } },
    });
    expect(codes(await lsp.pull(uriOf('src/a.ts')))).toEqual(['no-eval']);
  });

  it('`run: onSave` checks when the document is saved', async () => {
    const lsp = await start({ initializationOptions: { settings: { run: 'onSave' } } });
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    expect(await lsp.pull(uri)).toHaveLength(1);
    await lsp.change(uri, 2, [{ text: EVAL.repeat(3) }]);
    expect(await lsp.pull(uri)).toHaveLength(1);
    await lsp.save(uri);
    expect(await lsp.pull(uri)).toHaveLength(3);
  });

  it('hides what the baseline knows and shows what is new', async () => {
    const lsp = await start({}, { 'src/a.ts': EVAL });
    await lsp.connection.sendRequest('fixward/updateBaseline', {});
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', `\n${EVAL}eval(fresh);\n`);
    expect(await lsp.pull(uri)).toMatchObject([{ range: { start: { line: 2 } } }]);
  });
});

describe('code actions', () => {
  it('offer verified fixes with edits made when chosen', async () => {
    const lsp = await start();
    const uri = uriOf('src/a.py');
    const text = 'import os\r\n\r\nvalue = eval(form["é🙂"])  # keep\r\n';
    await lsp.open(uri, 'python', text);
    const [fix] = await lsp.actions(uri, whole, ['quickfix']);
    expect(fix).toMatchObject({
      kind: 'quickfix',
      isPreferred: true,
      title: 'Accept literals only, with ast.literal_eval',
    });
    expect(fix?.edit).toBeUndefined();
    expect(fix?.diagnostics).toMatchObject([{ code: 'no-eval' }]);
    const resolved = fix && (await lsp.connection.sendRequest(CodeActionResolveRequest.type, fix));
    expect(applyWorkspaceEdit(text, uri, resolved?.edit)).toBe(
      'import os\r\nimport ast\r\n\r\nvalue = ast.literal_eval(form["é🙂"])  # keep\r\n',
    );
  });

  it('carry their edits at once for a client that cannot ask later', async () => {
    const lsp = await start({ capabilities: { textDocument: { diagnostic: {} } } });
    const uri = uriOf('src/a.py');
    await lsp.open(uri, 'python', 'value = eval(text)\n');
    const [fix] = await lsp.actions(uri, whole);
    expect(fix?.edit?.documentChanges).toHaveLength(1);
  });

  it('suppress for a plain client, and ask for a reason in the Fixward extension', async () => {
    const lsp = await start();
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    const plain = (await lsp.actions(uri, whole)).find(({ title }) => title === 'Suppress no-eval here');
    const resolved = plain && (await lsp.connection.sendRequest(CodeActionResolveRequest.type, plain));
    expect(applyWorkspaceEdit(EVAL, uri, resolved?.edit)).toBe(
      `// fixward-ignore-next-line no-eval: say why here\n${EVAL}`,
    );
  });

  it('name the extension’s commands only to the extension', async () => {
    const lsp = await start({
      initializationOptions: { fixwardClient: true, ruleDocumentationLink: 'command:x?{ruleId}' },
    });
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    expect((await lsp.pull(uri))[0]?.codeDescription?.href).toBe('command:x?no-eval');
    const commands = (await lsp.actions(uri, whole)).flatMap(({ command }) => command?.command ?? []);
    expect(commands).toEqual(
      expect.arrayContaining([
        'fixward.suppressWithReason',
        'fixward.explainFinding',
        'fixward.showRuleDocumentation',
      ]),
    );
  });

  it('fix all on request only', async () => {
    const lsp = await start();
    const uri = uriOf('src/a.py');
    await lsp.open(uri, 'python', YAML_LOAD + YAML_LOAD);
    expect(codes(await lsp.pull(uri)).length).toBeGreaterThan(1);
    const kinds = (await lsp.actions(uri, whole)).map(({ kind }) => kind);
    expect(kinds).not.toContain('source.fixAll.fixward');
    const [fixAll] = await lsp.actions(uri, whole, ['source.fixAll']);
    expect(fixAll?.kind).toBe('source.fixAll.fixward');
    const resolved = fixAll && (await lsp.connection.sendRequest(CodeActionResolveRequest.type, fixAll));
    expect(applyWorkspaceEdit(YAML_LOAD + YAML_LOAD, uri, resolved?.edit)).not.toContain('yaml.load(');
  });

  it('give no edit for a document that has moved on', async () => {
    const lsp = await start();
    const uri = uriOf('src/a.py');
    await lsp.open(uri, 'python', 'value = eval(text)\n');
    const [fix] = await lsp.actions(uri, whole);
    await lsp.change(uri, 2, [{ text: 'other = eval(text)\nvalue = 1\n' }]);
    const resolved = fix && (await lsp.connection.sendRequest(CodeActionResolveRequest.type, fix));
    expect(resolved?.edit).toBeUndefined();
  });
});

describe('the journal', () => {
  it('says which fixes were applied, undone and kept, without any source text', async () => {
    const lsp = await start();
    const uri = uriOf('src/a.py');
    const before = 'value = eval(secret_text)\n';
    const after = 'import ast\nvalue = ast.literal_eval(secret_text)\n';
    const record = {
      command: 'fixward.recordFix',
      arguments: [{ uri, ruleId: 'no-eval', fixTitle: 'title' }],
    };
    await lsp.open(uri, 'python', before);
    await lsp.pull(uri);
    await lsp.change(uri, 2, [{ text: after }]);
    await lsp.connection.sendRequest(ExecuteCommandRequest.type, record);
    await lsp.change(uri, 3, [{ text: before }]);
    await lsp.change(uri, 4, [{ text: after }]);
    await lsp.connection.sendRequest(ExecuteCommandRequest.type, record);
    await lsp.save(uri);
    await lsp.change(uri, 5, [{ text: before }]);
    const hover = await lsp.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position: { line: 0, character: 10 },
    });
    expect((hover?.contents as MarkupContent | undefined)?.value).toContain(
      'Fixed 2 times with a quick fix on this machine, kept once, undone once.',
    );
    // Shutting down writes what is still on its way.
    await lsp.connection.sendRequest('shutdown');
    const journal = await readFile(join(lsp.home, 'journal.jsonl'), 'utf8');
    const events = journal
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ event }) => event)).toEqual(['applied', 'undone', 'applied', 'kept']);
    expect(events[0]?.sinceShownMs).toBeTypeOf('number');
    expect(journal).not.toContain('secret_text');
  });
});

describe('suppressing with a reason', () => {
  it('gives the edit that hides the finding, and counts it as dismissed', async () => {
    const lsp = await start({ initializationOptions: { fixwardClient: true } });
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    const [diagnostic] = await lsp.pull(uri);
    const request = {
      uri,
      ruleId: 'no-eval',
      range: diagnostic?.range,
      scope: 'line',
      reason: 'our own table',
    };
    const edit = await lsp.connection.sendRequest<WorkspaceEdit>('fixward/suppressionEdit', request);
    expect(applyWorkspaceEdit(EVAL, uri, edit)).toBe(
      `// fixward-ignore-next-line no-eval: our own table\n${EVAL}`,
    );
    await expect(
      lsp.connection.sendRequest('fixward/suppressionEdit', { ...request, ruleId: 'no-such-rule' }),
    ).resolves.toBeNull();
    await lsp.connection.sendRequest('shutdown');
    const journal = await readFile(join(lsp.home, 'journal.jsonl'), 'utf8');
    expect(JSON.parse(journal)).toMatchObject({ event: 'dismissed', ruleId: 'no-eval' });
  });
});

describe('the workspace', () => {
  const files = {
    'src/a.ts': EVAL,
    'src/b.py': 'value = eval(text)\n',
    'vendor/c.ts': EVAL,
    '.gitignore': 'vendor/\n',
    'docs/notes.txt': 'eval(x)',
  };

  it('is scanned, respecting ignore files; open documents keep their own diagnostics', async () => {
    const lsp = await start({ initializationOptions: { fixwardClient: true } }, files);
    await lsp.open(uriOf('src/b.py'), 'python', files['src/b.py']);
    const result = await lsp.connection.sendRequest('fixward/scan', {});
    expect(result).toMatchObject({ files: 2, findings: 2, cancelled: false, problems: [] });
    expect(codes(await lsp.pushed(uriOf('src/a.ts')))).toEqual(['no-eval']);
    await expect(lsp.pull(uriOf('src/b.py'))).resolves.toHaveLength(1);
    await lsp.open(uriOf('src/a.ts'), 'typescript', EVAL);
    expect(await lsp.pushed(uriOf('src/a.ts'))).toEqual([]);
    await lsp.pull(uriOf('src/a.ts'));
    await lsp.close(uriOf('src/a.ts'));
    expect(codes(await lsp.pushed(uriOf('src/a.ts')))).toEqual(['no-eval']);
  });

  it('keeps what a scan found in a file that is opened and closed without being looked at', async () => {
    const lsp = await start({ initializationOptions: { fixwardClient: true } }, files);
    await lsp.connection.sendRequest('fixward/scan', {});
    await lsp.pushed(uriOf('src/a.ts'));
    await lsp.open(uriOf('src/a.ts'), 'typescript', EVAL);
    expect(await lsp.pushed(uriOf('src/a.ts'))).toEqual([]);
    await lsp.close(uriOf('src/a.ts'));
    expect(codes(await lsp.pushed(uriOf('src/a.ts')))).toEqual(['no-eval']);
  });

  it('gives the edits for one rule everywhere, annotated for a preview', async () => {
    const lsp = await start(
      { initializationOptions: { fixwardClient: true } },
      { 'a.py': YAML_LOAD, 'b/c.py': YAML_LOAD },
    );
    await lsp.open(uriOf('a.py'), 'python', YAML_LOAD);
    const [ruleId] = codes(await lsp.pull(uriOf('a.py')));
    const answer = (await lsp.connection.sendRequest('fixward/fixAllInWorkspace', { ruleId })) as {
      edit: { changeAnnotations: Record<string, { needsConfirmation: boolean }>; documentChanges: unknown[] };
      files: number;
      fixes: number;
    };
    expect(answer).toMatchObject({ files: 2, fixes: 2 });
    expect(answer.edit.documentChanges).toHaveLength(2);
    expect(
      Object.values(answer.edit.changeAnnotations).every(({ needsConfirmation }) => needsConfirmation),
    ).toBe(true);
  });

  it('explains a finding: layer, configuration and the comment that would hide it', async () => {
    const lsp = await start(
      {},
      { '.fixward/config.yaml': 'version: 1\nlayers:\n  3: [src/**]\nworkflows:\n  pay: [src/a.ts]\n' },
    );
    const uri = uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    const [diagnostic] = await lsp.pull(uri);
    const explanation = await lsp.connection.sendRequest('fixward/explainFinding', {
      uri,
      ruleId: 'no-eval',
      range: diagnostic?.range,
    });
    expect(explanation).toMatchObject({
      path: 'src/a.ts',
      layer: { number: 3, globs: ['src/**'] },
      workflows: ['pay'],
      configFile: '.fixward/config.yaml',
      suppressionComment: '// fixward-ignore-next-line no-eval: reason',
    });
  });

  it('proposes a configuration that it then accepts', async () => {
    const lsp = await start(
      {},
      { 'api/src/routes/orders.ts': EVAL, 'supabase/migrations/0001_a.sql': 'select 1;\n' },
    );
    const proposal = (await lsp.connection.sendRequest('fixward/proposeConfig', {
      folderUri: pathToFileURL(folder).href,
    })) as {
      yaml: string;
      summary: string[];
    };
    expect(proposal.summary.length).toBeGreaterThan(0);
    await mkdir(join(folder, '.fixward'), { recursive: true });
    await writeFile(join(folder, '.fixward/config.yaml'), proposal.yaml);
    await lsp.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });
    await lsp.open(uriOf('api/src/routes/orders.ts'), 'typescript', EVAL);
    expect(codes(await lsp.pull(uriOf('api/src/routes/orders.ts')))).toContain('no-eval');
  });
});

describe('the process', () => {
  it('ends with code 0 after shutdown and exit', async () => {
    const lsp = await start();
    server = undefined;
    expect(await lsp.stop()).toBe(0);
  });

  it.each([
    [[], 2, /say how to talk to it/],
    [['--version'], 0, /^\d+\.\d+\.\d+\s*$/],
  ] as const)('started with %j answers in one line', async (args, code, output) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const exit = await new Promise((resolve) => child.once('close', resolve));
    expect(exit).toBe(code);
    expect(text).toMatch(output);
  });

  it('answers requests it does not know with an error, and works on', async () => {
    const lsp = await start();
    await expect(lsp.connection.sendRequest('fixward/nonsense', {})).rejects.toThrow(/unhandled|method/i);
    await expect(lsp.connection.sendRequest('fixward/ruleDocumentation', { ruleId: 'nope' })).rejects.toThrow(
      /no rule is called "nope"/,
    );
    await lsp.open(uriOf('a.ts'), 'typescript', EVAL);
    expect(await lsp.pull(uriOf('a.ts'))).toHaveLength(1);
  });
});
