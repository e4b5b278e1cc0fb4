import { describe, expect, it } from 'vitest';
import { PULL_CLIENT } from '../support/languageServer.ts';
import { codes, EVAL, useServerWorkspace } from './serverWorkspace.ts';

const workspace = useServerWorkspace();

describe('diagnostics', () => {
  it('are pulled with a stable code, a documentation link and a severity', async () => {
    const lsp = await workspace.start();
    await lsp.open(workspace.uriOf('src/a.ts'), 'typescript', EVAL);
    const [diagnostic, ...rest] = await lsp.pull(workspace.uriOf('src/a.ts'));
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
    const lsp = await workspace.start({ capabilities: { textDocument: { publishDiagnostics: {} } } });
    expect(lsp.initialized.capabilities.diagnosticProvider).toBeUndefined();
    const uri = workspace.uriOf('src/a.py');
    await lsp.open(uri, 'python', 'value = eval(text)\n');
    expect(codes(await lsp.pushed(uri, (found) => found.length > 0))).toEqual(['no-eval']);
    await lsp.change(uri, 2, [{ text: 'value = 1\n' }]);
    expect(await lsp.pushed(uri, (found) => found.length === 0)).toEqual([]);
    await lsp.close(uri);
    expect(await lsp.pushed(uri)).toEqual([]);
  });

  it('follow incremental edits, half-typed text included', async () => {
    const lsp = await workspace.start();
    const uri = workspace.uriOf('src/a.ts');
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
    const lsp = await workspace.start();
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', 'const é = "🙂🙂";\r\n/* 🙂 */ eval(é);\r\n');
    expect((await lsp.pull(uri))[0]?.range).toEqual({
      start: { line: 1, character: 9 },
      end: { line: 1, character: 16 },
    });
  });

  it('underline a construct of many lines on its first', async () => {
    const lsp = await workspace.start();
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', 'const a = eval(\r\n  request.body,\r\n);\r\n');
    expect((await lsp.pull(uri))[0]?.range).toEqual({
      start: { line: 0, character: 10 },
      end: { line: 0, character: 15 },
    });
  });

  it('count bytes for a client that knows only UTF-8', async () => {
    const lsp = await workspace.start({
      capabilities: { ...PULL_CLIENT, general: { positionEncodings: ['utf-8'] } },
    });
    expect(lsp.initialized.capabilities.positionEncoding).toBe('utf-8');
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', '/* 🙂é */ eval(x);\n');
    expect((await lsp.pull(uri))[0]?.range).toEqual({
      start: { line: 0, character: 13 },
      end: { line: 0, character: 20 },
    });
  });

  it('serve unsaved documents and languages by the editor’s id', async () => {
    const lsp = await workspace.start();
    await lsp.open('untitled:Untitled-1', 'typescriptreact', 'const a = <p>{eval(x)}</p>;\n');
    expect(codes(await lsp.pull('untitled:Untitled-1'))).toContain('no-eval');
    await lsp.open('untitled:Untitled-2', 'plaintext', 'eval(x)');
    expect(await lsp.pull('untitled:Untitled-2')).toEqual([]);
  });

  it('say so when a file is too large instead of freezing', async () => {
    const lsp = await workspace.start({
      initializationOptions: { settings: { limits: { fileSizeMaxBytes: 1000, fileLinesMax: 50 } } },
    });
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', EVAL.repeat(51));
    expect(await lsp.pull(uri)).toMatchObject([
      { code: 'not-checked', severity: 3, message: expect.stringContaining('limit') },
    ]);
  });

  it('answer a document of 50,000 lines', async () => {
    const lsp = await workspace.start();
    const uri = workspace.uriOf('src/a.ts');
    await lsp.open(uri, 'typescript', `${'const x = compute(1, 2);\n'.repeat(49_990)}eval(y);\n`);
    expect(codes(await lsp.pull(uri))).toEqual(['no-eval']);
  });

  it('of the last version win when changes come faster than checks', async () => {
    const lsp = await workspace.start();
    const uri = workspace.uriOf('src/a.ts');
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
