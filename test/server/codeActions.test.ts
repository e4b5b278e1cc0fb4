import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CodeActionResolveRequest,
  ExecuteCommandRequest,
  HoverRequest,
  type MarkupContent,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { applyWorkspaceEdit, PULL_CLIENT } from '../support/languageServer.ts';
import { codes, EVAL, useServerWorkspace, WHOLE_DOCUMENT, YAML_LOAD } from './serverWorkspace.ts';

const workspace = useServerWorkspace();

describe('code actions', () => {
  it('offer verified fixes with edits made when chosen', async () => {
    const lsp = await workspace.start();
    const uri = workspace.uriOf('src/a.py');
    const text = 'import os\r\n\r\nvalue = eval(form["é🙂"])  # keep\r\n';
    await lsp.open(uri, 'python', text);
    const [fix] = await lsp.actions(uri, WHOLE_DOCUMENT, ['quickfix']);
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
    const lsp = await workspace.start({ capabilities: { textDocument: { diagnostic: {} } } });
    const uri = workspace.uriOf('src/a.py');
    await lsp.open(uri, 'python', 'value = eval(text)\n');
    const [fix] = await lsp.actions(uri, WHOLE_DOCUMENT);
    expect(fix?.edit?.documentChanges).toHaveLength(1);
  });

  it('suppress for a plain client, and ask for a reason in the Fixward extension', async () => {
    const lsp = await workspace.start();
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    const plain = (await lsp.actions(uri, WHOLE_DOCUMENT)).find(
      ({ title }) => title === 'Suppress no-eval here',
    );
    const resolved = plain && (await lsp.connection.sendRequest(CodeActionResolveRequest.type, plain));
    expect(applyWorkspaceEdit(EVAL, uri, resolved?.edit)).toBe(
      `// fixward-ignore-next-line no-eval: say why here\n${EVAL}`,
    );
  });

  it('name the extension’s commands only to the extension', async () => {
    const lsp = await workspace.start({
      initializationOptions: { fixwardClient: true, ruleDocumentationLink: 'command:x?{ruleId}' },
    });
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    expect((await lsp.pull(uri))[0]?.codeDescription?.href).toBe('command:x?no-eval');
    const commands = (await lsp.actions(uri, WHOLE_DOCUMENT)).flatMap(
      ({ command }) => command?.command ?? [],
    );
    expect(commands).toEqual(
      expect.arrayContaining([
        'fixward.suppressWithReason',
        'fixward.explainFinding',
        'fixward.showRuleDocumentation',
      ]),
    );
  });

  it('fix all on request only', async () => {
    const lsp = await workspace.start();
    const uri = workspace.uriOf('src/a.py');
    await lsp.open(uri, 'python', YAML_LOAD + YAML_LOAD);
    expect(codes(await lsp.pull(uri)).length).toBeGreaterThan(1);
    const kinds = (await lsp.actions(uri, WHOLE_DOCUMENT)).map(({ kind }) => kind);
    expect(kinds).not.toContain('source.fixAll.fixward');
    const [fixAll] = await lsp.actions(uri, WHOLE_DOCUMENT, ['source.fixAll']);
    expect(fixAll?.kind).toBe('source.fixAll.fixward');
    const resolved = fixAll && (await lsp.connection.sendRequest(CodeActionResolveRequest.type, fixAll));
    expect(applyWorkspaceEdit(YAML_LOAD + YAML_LOAD, uri, resolved?.edit)).not.toContain('yaml.load(');
  });

  it('give no edit for a document that has moved on', async () => {
    const lsp = await workspace.start();
    const uri = workspace.uriOf('src/a.py');
    await lsp.open(uri, 'python', 'value = eval(text)\n');
    const [fix] = await lsp.actions(uri, WHOLE_DOCUMENT);
    await lsp.change(uri, 2, [{ text: 'other = eval(text)\nvalue = 1\n' }]);
    const resolved = fix && (await lsp.connection.sendRequest(CodeActionResolveRequest.type, fix));
    expect(resolved?.edit).toBeUndefined();
  });
});

describe('suppressing with a reason', () => {
  it('gives the edit that hides the finding, and counts it as dismissed', async () => {
    const lsp = await workspace.start({ initializationOptions: { fixwardClient: true } });
    const uri = workspace.uriOf('src/a.ts');
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

describe('the journal', () => {
  it('says which fixes were applied, undone and kept, without any source text', async () => {
    const lsp = await workspace.start();
    const uri = workspace.uriOf('src/a.py');
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

describe('recipes', () => {
  const UP = 'migrations/2_total/up.sql';
  const TEXT = 'ALTER TABLE orders ALTER COLUMN total TYPE bigint;\n';
  const FILES = {
    'migrations/1_orders/up.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, total integer NOT NULL);\n',
    'migrations/1_orders/down.sql': 'DROP TABLE orders;\n',
    [UP]: TEXT,
    'migrations/2_total/down.sql': 'ALTER TABLE orders ALTER COLUMN total TYPE integer;\n',
  };

  it('write the migrations of a plan beside the one at hand', async () => {
    const workspaceEdit = { documentChanges: true, resourceOperations: ['create'] as const };
    const lsp = await workspace.start(
      {
        capabilities: {
          ...PULL_CLIENT,
          workspace: {
            workspaceEdit: { ...workspaceEdit, resourceOperations: [...workspaceEdit.resourceOperations] },
          },
        },
      },
      FILES,
    );
    const uri = workspace.uriOf(UP);
    await lsp.open(uri, 'sql', TEXT);
    const recipe = (await lsp.actions(uri, WHOLE_DOCUMENT, ['quickfix'])).find(
      ({ diagnostics, data }) => diagnostics?.[0]?.code === 'changing-column-type' && isFix(data),
    );
    expect(recipe?.isPreferred).toBeUndefined();
    const resolved = recipe && (await lsp.connection.sendRequest(CodeActionResolveRequest.type, recipe));
    const changes = resolved?.edit?.documentChanges ?? [];
    const created = changes.flatMap((change) =>
      'kind' in change && change.kind === 'create' ? [change.uri] : [],
    );
    expect(created.length).toBeGreaterThan(0);
    for (const made of created)
      expect(made).toMatch(/\/migrations\/[^/]+\/(?:up\.sql|down\.sql|metadata\.toml)$/);
  });

  it('are not offered to a client that cannot create files', async () => {
    const lsp = await workspace.start({}, FILES);
    const uri = workspace.uriOf(UP);
    await lsp.open(uri, 'sql', TEXT);
    const fixes = (await lsp.actions(uri, WHOLE_DOCUMENT, ['quickfix'])).filter(
      ({ diagnostics, data }) => diagnostics?.[0]?.code === 'changing-column-type' && isFix(data),
    );
    expect(fixes).toEqual([]);
  });
});

function isFix(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'what' in data && data.what === 'fix';
}
