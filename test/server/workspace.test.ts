import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PULL_CLIENT } from '../support/languageServer.ts';
import { codes, EVAL, useServerWorkspace, YAML_LOAD } from './serverWorkspace.ts';

const workspace = useServerWorkspace();

describe('the workspace', () => {
  const files = {
    'src/a.ts': EVAL,
    'src/b.py': 'value = eval(text)\n',
    'vendor/c.ts': EVAL,
    '.gitignore': 'vendor/\n',
    'docs/notes.txt': 'eval(x)',
  };

  it('is scanned, respecting ignore files; open documents keep their own diagnostics', async () => {
    const lsp = await workspace.start({ initializationOptions: { fixwardClient: true } }, files);
    await lsp.open(workspace.uriOf('src/b.py'), 'python', files['src/b.py']);
    const result = await lsp.connection.sendRequest('fixward/scan', {});
    expect(result).toMatchObject({ files: 2, findings: 2, cancelled: false, problems: [] });
    expect(codes(await lsp.pushed(workspace.uriOf('src/a.ts')))).toEqual(['no-eval']);
    await expect(lsp.pull(workspace.uriOf('src/b.py'))).resolves.toHaveLength(1);
    await lsp.open(workspace.uriOf('src/a.ts'), 'typescript', EVAL);
    expect(await lsp.pushed(workspace.uriOf('src/a.ts'))).toEqual([]);
    await lsp.pull(workspace.uriOf('src/a.ts'));
    await lsp.close(workspace.uriOf('src/a.ts'));
    expect(codes(await lsp.pushed(workspace.uriOf('src/a.ts')))).toEqual(['no-eval']);
  });

  it('keeps what a scan found in a file that is opened and closed without being looked at', async () => {
    const lsp = await workspace.start({ initializationOptions: { fixwardClient: true } }, files);
    await lsp.connection.sendRequest('fixward/scan', {});
    await lsp.pushed(workspace.uriOf('src/a.ts'));
    await lsp.open(workspace.uriOf('src/a.ts'), 'typescript', EVAL);
    expect(await lsp.pushed(workspace.uriOf('src/a.ts'))).toEqual([]);
    await lsp.close(workspace.uriOf('src/a.ts'));
    expect(codes(await lsp.pushed(workspace.uriOf('src/a.ts')))).toEqual(['no-eval']);
  });

  it('is scanned again by itself when its configuration changes', async () => {
    const lsp = await workspace.start({ initializationOptions: { fixwardClient: true } }, files);
    await lsp.connection.sendRequest('fixward/scan', {});
    await lsp.pushed(workspace.uriOf('src/a.ts'), (found) => found.length === 1);
    const config = '.fixward/config.yaml';
    await mkdir(join(workspace.folder(), '.fixward'));
    await writeFile(join(workspace.folder(), config), 'version: 1\nrules:\n  no-eval: off\n');
    const changes = [{ uri: workspace.uriOf(config), type: 1 }];
    await lsp.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    expect(await lsp.pushed(workspace.uriOf('src/a.ts'), (found) => found.length === 0)).toEqual([]);
  });

  it('of several folders gives each its own configuration', async () => {
    const lsp = await workspace.start(
      { capabilities: { ...PULL_CLIENT, workspace: { workspaceFolders: true } } },
      { 'one/.fixward/config.yaml': 'version: 1\nrules:\n  no-eval: off\n', 'two/readme.md': '' },
    );
    const folders = ['one', 'two'].map((name) => ({ uri: workspace.uriOf(name), name }));
    await lsp.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: folders, removed: [] },
    });
    await lsp.open(workspace.uriOf('one/a.ts'), 'typescript', EVAL);
    await lsp.open(workspace.uriOf('two/a.ts'), 'typescript', EVAL);
    expect(await lsp.pull(workspace.uriOf('one/a.ts'))).toEqual([]);
    expect(codes(await lsp.pull(workspace.uriOf('two/a.ts')))).toEqual(['no-eval']);
  });

  it('gives the edits for one rule everywhere, annotated for a preview', async () => {
    const lsp = await workspace.start(
      { initializationOptions: { fixwardClient: true } },
      { 'a.py': YAML_LOAD, 'b/c.py': YAML_LOAD },
    );
    await lsp.open(workspace.uriOf('a.py'), 'python', YAML_LOAD);
    const [ruleId] = codes(await lsp.pull(workspace.uriOf('a.py')));
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
    const lsp = await workspace.start(
      {},
      { '.fixward/config.yaml': 'version: 1\nlayers:\n  3: [src/**]\nworkflows:\n  pay: [src/a.ts]\n' },
    );
    const uri = workspace.uriOf('src/a.ts');
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
    const lsp = await workspace.start(
      {},
      { 'api/src/routes/orders.ts': EVAL, 'supabase/migrations/0001_a.sql': 'select 1;\n' },
    );
    const proposal = (await lsp.connection.sendRequest('fixward/proposeConfig', {
      folderUri: pathToFileURL(workspace.folder()).href,
    })) as {
      yaml: string;
      summary: string[];
    };
    expect(proposal.summary.length).toBeGreaterThan(0);
    await mkdir(join(workspace.folder(), '.fixward'), { recursive: true });
    await writeFile(join(workspace.folder(), '.fixward/config.yaml'), proposal.yaml);
    await lsp.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });
    await lsp.open(workspace.uriOf('api/src/routes/orders.ts'), 'typescript', EVAL);
    expect(codes(await lsp.pull(workspace.uriOf('api/src/routes/orders.ts')))).toContain('no-eval');
  });
});
