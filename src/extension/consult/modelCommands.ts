import * as vscode from 'vscode';
import type { ModelsStatus, ModelsUsage, UsageSum } from '../../protocol/modelMethods.ts';
import type { TextPreview } from '../documentation/textPreview.ts';
import type { ConsultGateway } from './consultGateway.ts';
import { CONSULT_SECTION, readConsultSettings } from './consultSettings.ts';
import type { ModelKeyStore } from './modelKeyStore.ts';

/** Asks for a provider where none is set up, then for a key and what to call it. */
export async function addModelKey(keys: ModelKeyStore): Promise<void> {
  const provider = await chooseProvider();
  if (provider === undefined) return;
  const key = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add a key for {0}', provider),
    prompt: vscode.l10n.t('It is kept in the editor’s secret storage, and sent to this provider alone.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Type or paste the key.') : undefined),
  });
  if (key === undefined) return;
  const known = (await keys.list()).filter((one) => one.provider === provider);
  const label = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add a key for {0}', provider),
    prompt: vscode.l10n.t('What to call it; the name is shown, the key never.'),
    value: vscode.l10n.t('key {0}', known.length + 1),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A key needs a name.') : undefined),
  });
  if (label === undefined) return;
  await keys.add({ provider, label: label.trim(), key: key.trim() });
}

export async function removeModelKey(keys: ModelKeyStore): Promise<void> {
  const known = await keys.list();
  if (known.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No key has been added.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick(
    known.map((key) => ({ label: key.label, description: key.provider, key })),
    { placeHolder: vscode.l10n.t('Remove which key?') },
  );
  if (chosen) await keys.remove(chosen.key);
}

/** Which models answer, and what each key was used for. */
export async function showModelUsage(consult: ConsultGateway, previews: TextPreview): Promise<void> {
  const [status, usage] = await Promise.all([consult.models(), consult.usage()]);
  const report = previews.show('/model-usage.md', usageMarkdown(status, usage));
  await vscode.commands.executeCommand('markdown.showPreview', report);
}

function usageMarkdown({ models, keys, problems, prices }: ModelsStatus, usage: ModelsUsage): string {
  const t = vscode.l10n.t;
  return [
    `# ${t('Models')}`,
    ...(problems.length > 0 ? [problems.map((problem) => `- ${cell(problem)}`).join('\n')] : []),
    models.length === 0
      ? t('No model is set up. “Fixward: Add Model Key” adds one.')
      : table(
          [t('Model'), t('Provider'), t('Used for')],
          models.map(({ name, provider, use }) => [name, provider, useWords(use)]),
        ),
    `## ${t('Keys')}`,
    keys.length === 0
      ? t('No key was added.')
      : table(
          [t('Key'), t('Provider'), t('State'), t('Requests'), t('Tokens in'), t('Tokens out')],
          keys.map(({ label, provider, state, until, requests, tokensIn, tokensOut }) => [
            label,
            provider,
            until === undefined ? state : t('{0} until {1}', state, new Date(until).toLocaleTimeString()),
            String(requests),
            String(tokensIn),
            String(tokensOut),
          ]),
        ),
    `## ${t('The last 30 days')}`,
    usage.keys.length === 0
      ? t('Nothing was asked.')
      : table(
          [t('Key'), t('Provider'), t('Requests'), t('Tokens in'), t('Tokens out'), t('Cost')],
          usage.keys.map((sum) => [
            sum.keyLabel,
            sum.provider,
            String(sum.requests),
            String(sum.tokensIn),
            String(sum.tokensOut),
            costWords(sum),
          ]),
        ),
    ...(prices ? [t('Costs by {0}, as of {1}.', cell(prices.source), prices.asOf)] : []),
    '',
  ].join('\n\n');
}

function useWords(use: 'deep' | 'small' | undefined): string {
  if (use === undefined) return '';
  return use === 'deep' ? vscode.l10n.t('deep work') : vscode.l10n.t('routing, titles, summaries');
}

/** What has no known price is said to have none, not to be free. */
function costWords({ requests, unpriced, costUsd }: UsageSum): string {
  if (unpriced === requests) return vscode.l10n.t('price unknown');
  const cost = `$ ${costUsd.toFixed(2)}`;
  return unpriced === 0 ? cost : vscode.l10n.t('{0}, and {1} requests of unknown price', cost, unpriced);
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.replaceAll(/[|\r\n]+/gu, ' ');
}

async function chooseProvider(): Promise<string | undefined> {
  const { providers } = readConsultSettings();
  const compatible = vscode.l10n.t('Another endpoint…');
  const items = [...new Set([...providers.map(({ id }) => id), 'openai']), compatible];
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('A key of which provider?'),
    ignoreFocusOut: true,
  });
  if (chosen === undefined) return undefined;
  if (chosen !== compatible) {
    if (!providers.some(({ id }) => id === chosen)) await addProvider({ id: chosen, kind: 'openai' });
    return chosen;
  }
  return askForEndpoint();
}

async function askForEndpoint(): Promise<string | undefined> {
  const baseUrl = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add an endpoint'),
    prompt: vscode.l10n.t('Its base address, as the OpenAI library would be given it.'),
    placeHolder: 'https://models.example.com/v1',
    ignoreFocusOut: true,
    validateInput: (text) => endpointProblem(text.trim()),
  });
  if (baseUrl === undefined) return undefined;
  // Several servers of one machine differ by their ports.
  const id = new URL(baseUrl.trim()).host;
  if (!readConsultSettings().providers.some((known) => known.id === id)) {
    await addProvider({ id, kind: 'openai', baseUrl: baseUrl.trim() });
  }
  return id;
}

/** A key travels with every request: in the clear only to this machine itself. */
function endpointProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return vscode.l10n.t('An address looks like https://models.example.com/v1.');
  const { protocol, hostname } = new URL(text);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && isLocal)) return undefined;
  return vscode.l10n.t('The endpoint must be reached by https: keys would travel in the open.');
}

async function addProvider(provider: Readonly<Record<string, string>>): Promise<void> {
  const section = vscode.workspace.getConfiguration(CONSULT_SECTION);
  const stored: unknown = section.inspect('providers')?.globalValue;
  const others = Array.isArray(stored) ? stored : [];
  await section.update('providers', [...others, provider], vscode.ConfigurationTarget.Global);
}
