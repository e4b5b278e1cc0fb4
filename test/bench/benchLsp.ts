import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Figures, figuresOf, heading, line } from './figures.ts';
import { generateSql } from './generateSql.ts';
import { LspClient } from './lspClient.ts';
import { squawkBinary } from './squawkBinary.ts';

const EDITS = 120;
const WARM_UP_EDITS = 30;
/** A server that waits 300 ms after each edit needs no more to show it. */
const SLOW_PEER_EDITS = 30;
const COMMAND_RUNS = 5;

/** Edit → diagnostics, one statement in the middle edited each time. */
export async function benchLsp(root: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fixward-bench-'));
  const environment = { ...process.env, FIXWARD_HOME: join(folder, 'home') };
  const squawk = squawkBinary(root);
  for (const statements of [100, 1000]) {
    const text = generateSql(statements);
    const size = `${(Buffer.byteLength(text) / 1024).toFixed(0)} KB`;
    heading(`Edit → diagnostics, SQL of ${statements} statements (${size}), ${EDITS} edits`);
    const ours = new LspClient(process.execPath, [join(root, 'dist', 'server.mjs'), '--stdio'], environment);
    const own = await measure(ours, folder, text);
    const peer =
      squawk === undefined
        ? undefined
        : await measure(new LspClient(squawk, ['server'], environment), folder, text);
    line(`fixward server, ${own.how}, ${own.diagnostics} findings`, own.figures, peer?.figures);
    if (peer) line(`squawk server, ${peer.how}, ${peer.diagnostics} findings`, peer.figures);
    const pgls = postgresLanguageServer();
    if (pgls !== undefined) {
      const client = new LspClient(pgls, ['lsp-proxy'], environment);
      const other = await measure(client, folder, text, SLOW_PEER_EDITS);
      line(`postgres-language-server, ${other.how}, ${other.diagnostics} findings`, other.figures);
    }
    const pgfence = pgfenceProgram();
    if (pgfence !== undefined) {
      // The published package has no language server: a run of its command is what an editor would wait for.
      line('pgfence, one run of its command', figuresOf(runTimes(pgfence, folder, text)));
    }
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Peers that Fixward does not install: `node_modules` below the folder that FIXWARD_BENCH_PEERS names. */
function installedPeer(...path: readonly string[]): string | undefined {
  const folder = process.env.FIXWARD_BENCH_PEERS;
  if (folder === undefined) return undefined;
  const program = join(folder, 'node_modules', ...path);
  return existsSync(program) ? program : undefined;
}

function postgresLanguageServer(): string | undefined {
  return installedPeer('@postgres-language-server', 'cli-x86_64-linux-gnu', 'postgres-language-server');
}

function pgfenceProgram(): string | undefined {
  return installedPeer('@flvmnt', 'pgfence', 'dist', 'index.js');
}

function runTimes(program: string, folder: string, text: string): readonly number[] {
  const file = join(folder, 'pgfence.sql');
  writeFileSync(file, text);
  return Array.from({ length: COMMAND_RUNS }, () => {
    const started = performance.now();
    spawnSync(process.execPath, [program, 'analyze', file], { stdio: 'ignore' });
    return performance.now() - started;
  });
}

async function measure(
  client: LspClient,
  folder: string,
  text: string,
  edits = EDITS,
): Promise<{ readonly figures: Figures; readonly diagnostics: number; readonly how: string }> {
  await client.initialize(pathToFileURL(folder).href, true);
  const uri = pathToFileURL(join(folder, 'migrations', '20260101000000_bench.sql')).href;
  let last = await client.diagnosticsAfter(uri, () =>
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'sql', version: 1, text } }),
  );
  const middle = Math.floor(text.length / 2);
  const at = text.indexOf('add column weight_', middle) + 'add column weight_'.length;
  const before = text.slice(0, at).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const samples: number[] = [];
  for (let edit = 0; edit < WARM_UP_EDITS + edits; edit++) {
    const isInsertion = edit % 2 === 0;
    const end = isInsertion ? position : { line: position.line, character: position.character + 1 };
    const started = performance.now();
    last = await client.diagnosticsAfter(uri, () =>
      client.notify('textDocument/didChange', {
        textDocument: { uri, version: edit + 2 },
        contentChanges: [{ range: { start: position, end }, text: isInsertion ? '7' : '' }],
      }),
    );
    if (edit >= WARM_UP_EDITS) samples.push(performance.now() - started);
    // An editor leaves a pause between keys, in which a server may finish what it put off.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await client.stop();
  return { figures: figuresOf(samples), diagnostics: last.count, how: client.pulls ? 'pull' : 'push' };
}
