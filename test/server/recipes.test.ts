import { describe, expect, it } from 'vitest';
import { CodeActionResolveRequest } from 'vscode-languageserver-protocol/node';
import { PULL_CLIENT } from '../support/languageServer.ts';
import { useServerWorkspace, WHOLE_DOCUMENT } from './serverWorkspace.ts';

const workspace = useServerWorkspace();

const CREATING = {
  ...PULL_CLIENT,
  workspace: {
    ...PULL_CLIENT.workspace,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] },
  },
};

const UP = 'alter table orders add constraint positive check (total > 0);\n';

describe('recipes in the light bulb', () => {
  it('edit the migration at hand and create the ones that follow, when chosen', async () => {
    const lsp = await workspace.start({ capabilities: CREATING }, { 'migrations/001_a.sql': UP });
    const uri = workspace.uriOf('migrations/001_a.sql');
    await lsp.open(uri, 'sql', UP);
    const actions = await lsp.actions(uri, WHOLE_DOCUMENT, ['quickfix']);
    const recipe = actions.find(({ title }) => title.startsWith('Add it NOT VALID'));
    expect(recipe?.isPreferred).toBeUndefined();
    const resolved = recipe && (await lsp.connection.sendRequest(CodeActionResolveRequest.type, recipe));
    const created = workspace.uriOf('migrations/002_validate_positive.sql');
    const changes = (recipe?.edit ?? resolved?.edit)?.documentChanges ?? [];
    expect(changes).toMatchObject([
      { textDocument: { uri } },
      { kind: 'create', uri: created, options: { overwrite: false } },
      {
        textDocument: { uri: created },
        edits: [{ newText: expect.stringContaining('validate constraint positive;') }],
      },
    ]);
  });

  it('are not offered to a client that cannot create files', async () => {
    const lsp = await workspace.start();
    const uri = workspace.uriOf('migrations/001_a.sql');
    await lsp.open(uri, 'sql', UP);
    const titles = (await lsp.actions(uri, WHOLE_DOCUMENT, ['quickfix'])).map(({ title }) => title);
    expect(titles).toContain('Add NOT VALID and validate in a later migration');
    expect(titles.filter((title) => title.startsWith('Add it NOT VALID'))).toEqual([]);
  });
});
