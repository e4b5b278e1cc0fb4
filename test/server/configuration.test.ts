import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CodeActionResolveRequest } from 'vscode-languageserver-protocol/node';
import { applyWorkspaceEdit } from '../support/languageServer.ts';
import { codes, EVAL, useServerWorkspace, WHOLE_DOCUMENT } from './serverWorkspace.ts';

const workspace = useServerWorkspace();

describe('configuration', () => {
  it('of the workspace is read, and again when it changes', async () => {
    const config = '.fixward/config.yaml';
    const lsp = await workspace.start({}, { [config]: 'version: 1\nrules:\n  no-eval: off\n' });
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    expect(await lsp.pull(uri)).toEqual([]);
    await writeFile(join(workspace.folder(), config), 'version: 1\nrules:\n  no-eval: LOW\n');
    await lsp.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: workspace.uriOf(config), type: 2 }],
    });
    expect(await lsp.pull(uri)).toMatchObject([{ code: 'no-eval', severity: 3 }]);
  });

  it('that is wrong is shown in its own file, and the rest works on', async () => {
    const lsp = await workspace.start({}, { '.fixward/config.yaml': 'version: 1\nlayers:\n  12: [a]\n' });
    const [problem] = await lsp.pushed(workspace.uriOf('.fixward/config.yaml'));
    expect(problem).toMatchObject({ code: 'configuration', range: { start: { line: 2 } } });
    await lsp.open(workspace.uriOf('src/a.ts'), 'typescript', EVAL);
    expect(codes(await lsp.pull(workspace.uriOf('src/a.ts')))).toEqual(['no-eval']);
  });

  it('takes rules from the workspace, with fixes, imports between layers and SQL patterns', async () => {
    const rule = (id: string, body: string): string =>
      `id: ${id}\ntitle: A rule of this team\nseverity: HIGH\nmessage: not like this\n${body}`;
    const lsp = await workspace.start(
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
    await lsp.open(workspace.uriOf('a.py'), 'python', 'start = time.time()\n');
    expect(codes(await lsp.pull(workspace.uriOf('a.py')))).toEqual(['team-clock']);
    const [fix] = await lsp.actions(workspace.uriOf('a.py'), WHOLE_DOCUMENT, ['quickfix']);
    const resolved = fix && (await lsp.connection.sendRequest(CodeActionResolveRequest.type, fix));
    expect(applyWorkspaceEdit('start = time.time()\n', workspace.uriOf('a.py'), resolved?.edit)).toBe(
      'start = clock.now()\n',
    );
    await lsp.open(
      workspace.uriOf('web/cart.ts'),
      'typescript',
      "import { pool } from '../db/pool';\nexport const p = pool;\n",
    );
    expect(codes(await lsp.pull(workspace.uriOf('web/cart.ts')))).toContain('team-ui');
    await lsp.open(
      workspace.uriOf('db/copy.ts'),
      'typescript',
      "import { pool } from './pool';\nexport const p = pool;\n",
    );
    expect(codes(await lsp.pull(workspace.uriOf('db/copy.ts')))).not.toContain('team-ui');
    await lsp.open(workspace.uriOf('db/a.sql'), 'sql', 'grant all on orders to anon;\n');
    expect(codes(await lsp.pull(workspace.uriOf('db/a.sql')))).toContain('team-grant');
  });

  it('with one broken rule file loses that rule only', async () => {
    const lsp = await workspace.start(
      {},
      { '.fixward/rules/broken.yaml': 'id: broken\nlanguage: python\nrule: { pattern: "(" }\n' },
    );
    const [problem] = await lsp.pushed(workspace.uriOf('.fixward/rules/broken.yaml'));
    expect(problem).toMatchObject({ code: 'configuration', severity: 1 });
    await lsp.open(workspace.uriOf('src/a.ts'), 'typescript', EVAL);
    expect(codes(await lsp.pull(workspace.uriOf('src/a.ts')))).toEqual(['no-eval']);
  });

  it('of an untrusted workspace is not read', async () => {
    const files = { '.fixward/config.yaml': 'version: 1\nrules:\n  no-eval: off\n' };
    const lsp = await workspace.start({ initializationOptions: { trusted: false } }, files);
    await lsp.open(workspace.uriOf('src/a.ts'), 'typescript', EVAL);
    expect(codes(await lsp.pull(workspace.uriOf('src/a.ts')))).toEqual(['no-eval']);
  });

  it('comes from the editor too, and its severities are the editor’s', async () => {
    const settings = { rules: { 'no-eval': 'LOW' }, severities: { LOW: 'hint' } };
    const lsp = await workspace.start({ initializationOptions: { settings } });
    await lsp.open(workspace.uriOf('src/a.ts'), 'typescript', EVAL);
    expect(await lsp.pull(workspace.uriOf('src/a.ts'))).toMatchObject([{ severity: 4 }]);
  });

  it('can switch Fixward off and on again', async () => {
    const lsp = await workspace.start();
    await lsp.open(workspace.uriOf('src/a.ts'), 'typescript', EVAL);
    await lsp.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { fixward: { enable: false } },
    });
    expect(await lsp.pull(workspace.uriOf('src/a.ts'))).toEqual([]);
    await lsp.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { fixward: { enable: true } },
    });
    expect(codes(await lsp.pull(workspace.uriOf('src/a.ts')))).toEqual(['no-eval']);
  });

  it('`run: onSave` checks when the document is saved', async () => {
    const lsp = await workspace.start({ initializationOptions: { settings: { run: 'onSave' } } });
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    expect(await lsp.pull(uri)).toHaveLength(1);
    await lsp.change(uri, 2, [{ text: EVAL.repeat(3) }]);
    expect(await lsp.pull(uri)).toHaveLength(1);
    await lsp.save(uri);
    expect(await lsp.pull(uri)).toHaveLength(3);
  });

  it('hides what the baseline knows and shows what is new', async () => {
    const lsp = await workspace.start({}, { 'src/a.ts': EVAL });
    await lsp.connection.sendRequest('fixward/updateBaseline', {});
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', `\n${EVAL}eval(fresh);\n`);
    expect(await lsp.pull(uri)).toMatchObject([{ range: { start: { line: 2 } } }]);
  });
});
