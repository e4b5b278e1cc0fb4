import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { eventually, fixwardExtension } from '../support.ts';

/** The first tool starts the service. */
const TOOL_TIMEOUT_MS = 150_000;

describe('consultations', function () {
  this.timeout(TOOL_TIMEOUT_MS);
  before(() => fixwardExtension().activate());

  it('have their view', async () => {
    assert.ok((await vscode.commands.getCommands(true)).includes('fixward.plans.focus'));
  });

  it('are offered to the editor’s own agents as tools, each as it is contributed', async () => {
    const contributed: { name: string; inputSchema: unknown }[] =
      fixwardExtension().packageJSON.contributes.languageModelTools;
    const tools = await eventually(
      async () => {
        const ours = vscode.lm.tools.filter(({ name }) => name.startsWith('fixward_'));
        return ours.length >= contributed.length ? ours : undefined;
      },
      () => `only ${vscode.lm.tools.map(({ name }) => name).join(', ')} are there`,
    );
    assert.deepEqual(
      tools.map(({ name, inputSchema }) => ({ name, inputSchema })).sort(byName),
      contributed.map(({ name, inputSchema }) => ({ name, inputSchema })).sort(byName),
    );
  });

  it('answer such an agent without any model', async () => {
    const { content } = await vscode.lm.invokeTool('fixward_check_sql', {
      input: { sql: 'create index orders_label_idx on public.orders (label);' },
      toolInvocationToken: undefined,
    });
    const text = content
      .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
      .join('');
    assert.match(text, /require-concurrent-index-creation/u);
  });

  it('say in one line what is wrong with what an agent gave', async () => {
    await assert.rejects(
      Promise.resolve(
        vscode.lm.invokeTool('fixward_check_sql', { input: {}, toolInvocationToken: undefined }),
      ),
      (error: Error) => /sql/u.test(error.message) && !error.message.includes('\n'),
    );
  });
});

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name.localeCompare(other.name);
}
