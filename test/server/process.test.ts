import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { EVAL, useServerWorkspace } from './serverWorkspace.ts';

const workspace = useServerWorkspace();

describe('the process', () => {
  it('ends with code 0 after shutdown and exit', async () => {
    const lsp = await workspace.start();
    workspace.release();
    expect(await lsp.stop()).toBe(0);
  });

  it.each([
    [[], 2, /say how to talk to it/],
    [['--version'], 0, /^\d+\.\d+\.\d+\s*$/],
  ] as const)('started with %j answers in one line', async (args, code, output) => {
    const child = spawn(process.execPath, [workspace.program(), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const exit = await new Promise((resolve) => child.once('close', resolve));
    expect(exit).toBe(code);
    expect(text).toMatch(output);
  });

  it('answers requests it does not know with an error, and works on', async () => {
    const lsp = await workspace.start();
    await expect(lsp.connection.sendRequest('fixward/nonsense', {})).rejects.toThrow(/unhandled|method/i);
    await expect(lsp.connection.sendRequest('fixward/ruleDocumentation', { ruleId: 'nope' })).rejects.toThrow(
      /no rule is called "nope"/,
    );
    await lsp.open(workspace.uriOf('a.ts'), 'typescript', EVAL);
    expect(await lsp.pull(workspace.uriOf('a.ts'))).toHaveLength(1);
  });
});
