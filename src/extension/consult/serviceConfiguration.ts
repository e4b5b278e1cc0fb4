import * as vscode from 'vscode';
import type { ConnectionsConfigureParams, McpConfigureParams } from '../../protocol/connectionMethods.ts';
import type { ModelsConfigureParams } from '../../protocol/modelMethods.ts';
import { CONFIDENCE_SECTION, readConfidenceSettings } from '../confidence/confidenceSettings.ts';
import type { ConnectionStore } from '../connections/connectionStore.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { readConsultSettings, readServerSettings } from './consultSettings.ts';
import type { ModelKeyStore } from './modelKeyStore.ts';

export interface ServiceConfigurationParts {
  readonly service: FixwardService;
  readonly keys: ModelKeyStore;
  readonly connections: ConnectionStore;
  readonly log: vscode.LogOutputChannel;
}

/** Changes of settings come in bursts while somebody types. */
const SEND_DELAY_MS = 200;
const SECRET = /\$\{secret:([^}]+)\}/gu;

/**
 * Hands the service what it may use: models with their keys, connections, other servers. The service keeps it in memory
 * alone, so it is handed again whenever the service is reached anew.
 */
export class ServiceConfiguration implements vscode.Disposable {
  readonly #parts: ServiceConfigurationParts;
  readonly #subscriptions: readonly vscode.Disposable[];
  #later: ReturnType<typeof setTimeout> | undefined;
  #sent: Promise<void> | undefined;

  constructor(parts: ServiceConfigurationParts) {
    this.#parts = parts;
    const { service, keys, connections } = parts;
    const again = (): void => {
      if (this.#sent) this.#sendSoon();
    };
    this.#subscriptions = [
      service.onEvent(({ event }) => {
        if (event === 'service/reconnected') again();
      }),
      keys.onDidChange(again),
      connections.onDidChange(again),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
      vscode.workspace.onDidChangeConfiguration((change) => {
        const sections = ['fixward.consult', 'fixward.mcp', CONFIDENCE_SECTION];
        if (sections.some((section) => change.affectsConfiguration(section))) again();
      }),
    ];
  }

  /** Resolves when the service has been told what holds now; whatever needs a model or a connection waits for it. */
  ready(): Promise<void> {
    return this.#later === undefined && this.#sent ? this.#sent : this.#sendNow();
  }

  dispose(): void {
    clearTimeout(this.#later);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #sendSoon(): void {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => void this.#sendNow(), SEND_DELAY_MS);
  }

  /** One after another: an older configuration must not arrive after a newer one. */
  #sendNow(): Promise<void> {
    clearTimeout(this.#later);
    this.#later = undefined;
    const send = (): Promise<void> => this.#send();
    this.#sent = this.#sent ? this.#sent.then(send, send) : send();
    return this.#sent;
  }

  async #send(): Promise<void> {
    const { service, log, connections } = this.#parts;
    const profiles: ConnectionsConfigureParams = { profiles: await connections.list() };
    const told = await Promise.allSettled([
      this.#models().then((models) => service.askUntraced('models/configure', models)),
      service.askUntraced('connections/configure', profiles),
      this.#servers().then((servers) => service.askUntraced('mcp/configure', servers)),
      service.ask('confidence/configure', readConfidenceSettings()),
    ]);
    for (const result of told) {
      // Never the reason's own words alone: they might repeat what was sent.
      if (result.status === 'rejected') log.warn('the service did not take a part of the configuration');
    }
  }

  async #models(): Promise<ModelsConfigureParams> {
    const settings = readConsultSettings();
    const keys = await this.#parts.keys.list();
    const token = await this.#parts.keys.vaultToken();
    const { deepModel, smallModel, budget } = settings;
    return {
      providers: settings.providers.flatMap(({ vault, ...provider }) => ({
        ...provider,
        keys: keys.filter((key) => key.provider === provider.id).map(({ label, key }) => ({ label, key })),
        ...(vault && token !== undefined && { vault: { ...vault, token } }),
      })),
      ...(deepModel !== '' && { deepModel }),
      ...(smallModel !== '' && { smallModel }),
      budget,
    };
  }

  /** In a workspace that is not trusted no other program is started and no other server is asked. */
  async #servers(): Promise<McpConfigureParams> {
    if (!vscode.workspace.isTrusted) return { servers: [] };
    const servers = await Promise.all(
      readServerSettings().map(async (server) => {
        const { transport } = server;
        return transport.kind === 'stdio'
          ? { ...server, transport: { ...transport, environment: await this.#filled(transport.environment) } }
          : { ...server, transport: { ...transport, headers: await this.#filled(transport.headers) } };
      }),
    );
    return { servers };
  }

  async #filled(texts: Readonly<Record<string, string>> = {}): Promise<Readonly<Record<string, string>>> {
    const filled = await Promise.all(
      Object.entries(texts).map(async ([name, text]) => [name, await this.#withSecrets(text)] as const),
    );
    return Object.fromEntries(filled);
  }

  async #withSecrets(text: string): Promise<string> {
    const names = [...text.matchAll(SECRET)].map(([, name = '']) => name);
    const values = new Map<string, string>();
    for (const name of names) values.set(name, (await this.#parts.keys.serverSecret(name)) ?? '');
    return text.replace(SECRET, (_, name: string) => values.get(name) ?? '');
  }
}
