import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { figuresOf, heading, line } from './figures.ts';
import { generateTypeScript } from './generateCode.ts';
import { generateSql } from './generateSql.ts';
import { LspClient } from './lspClient.ts';

const RUNS = 9;

/** From starting the process to the first diagnostics of an open file, and the shortest command line runs. */
export async function benchStart(root: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fixward-bench-'));
  const environment = { ...process.env, FIXWARD_HOME: join(folder, 'home') };
  heading(`Cold start to first diagnostics, ${RUNS} starts`);
  for (const [languageId, name, text] of [
    ['sql', 'migrations/1.sql', generateSql(20)],
    ['typescript', 'src/a.ts', generateTypeScript(100)],
  ] as const) {
    const samples: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const uri = pathToFileURL(join(folder, name)).href;
      const started = performance.now();
      const client = new LspClient(
        process.execPath,
        [join(root, 'dist', 'server.mjs'), '--stdio'],
        environment,
      );
      await client.initialize(pathToFileURL(folder).href, true);
      await client.diagnosticsAfter(uri, () =>
        client.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
      );
      samples.push(performance.now() - started);
      await client.stop();
    }
    line(`server, ${languageId}`, figuresOf(samples));
  }
  mkdirSync(join(folder, 'small'));
  writeFileSync(join(folder, 'small', 'a.sql'), generateSql(5));
  const cli = join(root, 'dist', 'cli.mjs');
  for (const args of [['--version'], ['check', join(folder, 'small')]]) {
    const samples = Array.from({ length: RUNS }, () => {
      const started = performance.now();
      spawnSync(process.execPath, [cli, ...args], { env: environment, stdio: 'ignore' });
      return performance.now() - started;
    });
    line(`fixward ${args[0]}${args.length > 1 ? ' of one small SQL file' : ''}`, figuresOf(samples));
  }
  rmSync(folder, { recursive: true, force: true });
}
