import { describe, expect, it } from 'vitest';
import type { SearchResult } from '../../../src/protocol/service.ts';
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
  library: {
    version: 1,
    patterns: [
      shipped('parse-instead-of-eval', { rule_ids: ['no-eval'], code_type: 'typescript' }),
      shipped('accept-literals', { rule_ids: ['no-eval'], code_type: 'python' }),
      shipped('other-rule', { rule_ids: ['no-such-rule'] }),
    ],
    relations: [],
  },
});

const FIXWARD = { initializationOptions: { fixwardClient: true } };

describe('the light bulb without a store', () => {
  it('shows the shipped pattern of a finding that no fix mends', async () => {
    const lsp = await workspace.start(FIXWARD);
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    const actions = await lsp.actions(uri, WHOLE_DOCUMENT);
    expect(actions.filter(({ title }) => title.startsWith('Show fix pattern'))).toMatchObject([
      {
        title: 'Show fix pattern: parse instead of eval',
        kind: 'quickfix',
        command: { command: 'fixward.showPattern', arguments: ['parse-instead-of-eval'] },
        diagnostics: [{ code: 'no-eval' }],
      },
    ]);
  });

  it('names no page where a fix carries the pattern out, and counts under the pattern', async () => {
    const lsp = await workspace.start(FIXWARD);
    const uri = workspace.uriOf('src/a.py');
    await lsp.open(uri, 'python', 'value = eval(text)\n');
    const actions = await lsp.actions(uri, WHOLE_DOCUMENT);
    expect(actions[0]).toMatchObject({
      title: 'Accept literals only, with ast.literal_eval',
      command: { arguments: [{ ruleId: 'no-eval', pattern: 'accept-literals', verified: true }] },
    });
    expect(actions.some(({ title }) => title.startsWith('Show fix pattern'))).toBe(false);
  });

  it('names no command of the extension to another client, and invents no pattern', async () => {
    const lsp = await workspace.start();
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    const plain = await lsp.actions(uri, WHOLE_DOCUMENT);
    expect(plain.some(({ title }) => title.startsWith('Show fix pattern'))).toBe(false);
    await lsp.open(workspace.uriOf('src/b.ts'), 'typescript', 'debugger;\n');
    const other = await lsp.actions(workspace.uriOf('src/b.ts'), WHOLE_DOCUMENT);
    expect(other.some(({ title }) => title.startsWith('Show fix pattern'))).toBe(false);
  });

  it('says that the store is not at hand, and finds similar patterns in memory', async () => {
    const lsp = await workspace.start(FIXWARD);
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL);
    await expect(
      lsp.connection.sendRequest('fixward/service', { method: 'store/status', params: {} }),
    ).rejects.toMatchObject({ data: { code: 'unavailable' } });
    await expect(lsp.connection.sendRequest('fixward/service', {})).rejects.toThrow('method: is missing');
    const similar = await lsp.connection.sendRequest<SearchResult>('fixward/similarPatterns', {
      uri,
      range: { start: { line: 0, character: 10 }, end: { line: 0, character: 10 } },
    });
    expect(similar.hits[0]).toMatchObject({ kind: 'pattern', key: 'parse-instead-of-eval' });
    expect(similar.notes[0]).toContain('shipped patterns');
    const nothing = await lsp.connection.sendRequest<SearchResult>('fixward/similarPatterns', {
      uri: workspace.uriOf('src/none.ts'),
      range: WHOLE_DOCUMENT,
    });
    expect(nothing.hits).toEqual([]);
  });
});

describe('a workspace’s pattern files', () => {
  it('have their mistakes shown where they stand', async () => {
    const lsp = await workspace.start(FIXWARD, {
      '.fixward/patterns/a.yaml':
        'key: a\ntitle: A\nproblem_type: Security\nseverity: HIHG\nproblem_description: x\n',
    });
    const [problem] = await lsp.pushed(
      workspace.uriOf('.fixward/patterns/a.yaml'),
      (diagnostics) => diagnostics.length > 0,
    );
    expect(problem).toMatchObject({
      message: expect.stringContaining('did you mean HIGH?'),
      range: { start: { line: 3 } },
    });
  });
});
