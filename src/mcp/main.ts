import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import { errorMessage } from '../core/errorMessage.ts';
import { fixwardHome } from '../engines/workspace/projectRoot.ts';
import { connectStore } from '../store/client/connectStore.ts';
import { createMcpServer } from './createMcpServer.ts';
import { lendModels } from './lendModels.ts';
import { projectFolder } from './projectFolder.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** Serves one agent over standard input and output until it goes. Standard output carries the protocol alone. */
export async function serveMcp(options: { readonly trusted: boolean }): Promise<void> {
  const log = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const version = ownVersion();
  const client = connectStore({
    home: fixwardHome(process.env),
    version,
    program: join(here, 'service.mjs'),
    client: 'agent',
    environment: process.env,
  });
  // A consultation waits for it; everything else needs no model.
  const lent = lendModels(client, process.env).catch((error: unknown) => {
    log(`the models of the environment cannot be used: ${errorMessage(error)}`);
    return () => {};
  });
  const { server, stop } = createMcpServer({
    service: {
      request: async (method, params, requestOptions) => {
        if (method.startsWith('consult/')) await lent;
        return client.request(method, params, requestOptions);
      },
      onEvent: (listener) => client.onEvent(listener),
    },
    project: async () => projectFolder(server.server, process.cwd()),
    trusted: options.trusted,
    version,
    log,
  });
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
  });
  // The official transport does not notice that nobody is there any more.
  process.stdin.once('end', () => void server.close());
  process.stdin.once('close', () => void server.close());
  await server.connect(new StdioServerTransport());
  await closed;
  stop();
  (await lent)();
  await client.close();
}

/** The version stands in the package file, above the bundle and above the source alike. */
function ownVersion(): string {
  const manifest = z.object({ version: z.string() });
  const [file] = ['..', '../..'].map((up) => join(here, up, 'package.json')).filter(existsSync);
  return file === undefined ? '0.0.0' : manifest.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}

// The command line loads this file too and says itself how the project is to be treated.
if (isMainThread && process.argv[1] !== undefined && fileURLToPath(import.meta.url) === process.argv[1]) {
  await serveMcp({ trusted: !process.argv.includes('--untrusted') });
}
