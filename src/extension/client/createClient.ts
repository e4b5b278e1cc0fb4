import * as vscode from 'vscode';
import {
  LanguageClient,
  State,
  type StateChangeEvent,
  Trace,
  TransportKind,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  type WorkDoneProgressReport,
} from 'vscode-languageclient/node';
import { type ClientOptionsInput, createClientOptions } from './clientOptions.ts';

export type ClientState = 'starting' | 'running' | 'stopped';

/**
 * The client for a server module, not yet started. This file is loaded after activation: evaluating the client
 * library costs more time than everything else the extension does at its start.
 */
export function createClient(serverModule: string, input: ClientOptionsInput): LanguageClient {
  const run = { module: serverModule, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6019'] } };
  return new LanguageClient('fixward', 'Fixward', { run, debug }, createClientOptions(input));
}

export function clientStateOf({ newState }: StateChangeEvent): ClientState {
  if (newState === State.Running) return 'running';
  return newState === State.Starting ? 'starting' : 'stopped';
}

/** Listens to the progress of one request until disposed. */
export function onWorkProgress(
  client: LanguageClient,
  token: string,
  listener: (value: WorkDoneProgressBegin | WorkDoneProgressReport) => void,
): { dispose(): void } {
  return client.onProgress(WorkDoneProgress.type, token, (value) => {
    if (value.kind !== 'end') listener(value);
  });
}

/** How much secret work is under way; the trace comes back with the end of the last. */
const secretWorks = new WeakMap<LanguageClient, number>();

/** Does something while the client writes no messages to its trace, which holds their contents. */
export async function untraced<Result>(client: LanguageClient, work: () => Promise<Result>): Promise<Result> {
  secretWorks.set(client, (secretWorks.get(client) ?? 0) + 1);
  await client.setTrace(Trace.Off);
  try {
    return await work();
  } finally {
    const left = (secretWorks.get(client) ?? 1) - 1;
    secretWorks.set(client, left);
    if (left === 0) await client.setTrace(Trace.fromString(configuredTrace()));
  }
}

function configuredTrace(): string {
  return vscode.workspace.getConfiguration('fixward').get('trace.server', 'off');
}
