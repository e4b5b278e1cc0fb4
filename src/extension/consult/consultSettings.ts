import * as vscode from 'vscode';
import type { McpServerSettings } from '../../protocol/connectionMethods.ts';
import type { ModelProviderSettings, ModelsConfigureParams } from '../../protocol/modelMethods.ts';
import {
  isRow,
  optionalNumber,
  optionalText,
  present,
  type Row,
  rowOf,
  rowsOf,
  textOf,
  textsOf,
} from '../relay/wire.ts';

export const CONSULT_SECTION = 'fixward.consult';

export type NoticeLevel = 'all' | 'important' | 'none';

/** Where HashiCorp Vault keeps the keys of a provider; its token is in the secret storage. */
export interface VaultPlace {
  readonly address: string;
  readonly mount: string;
  readonly path: string;
  readonly namespace?: string;
}

export interface ConsultSettings {
  /** Without keys: these are added from the secret storage. */
  readonly providers: readonly (Omit<ModelProviderSettings, 'keys' | 'vault'> & {
    readonly vault?: VaultPlace;
  })[];
  readonly deepModel: string;
  readonly smallModel: string;
  readonly useEditorModels: boolean;
  readonly budget: NonNullable<ModelsConfigureParams['budget']>;
  readonly notices: NoticeLevel;
}

const NOTICE_LEVELS: readonly NoticeLevel[] = ['all', 'important', 'none'];
const APIS = ['responses', 'chat', 'auto'] as const;
const EFFORTS = ['minimal', 'low', 'medium', 'high'] as const;
const PURPOSES = ['database', 'documentation', 'tasks', 'other'] as const;

/** A workspace has no say in where questions and keys are sent: only the user's own settings are read. */
export function readConsultSettings(): ConsultSettings {
  const section = vscode.workspace.getConfiguration(CONSULT_SECTION);
  const own = (key: string): unknown => {
    const inspected = section.inspect(key);
    return inspected?.globalValue ?? inspected?.defaultValue;
  };
  const budget = rowOf(own('budget'));
  return {
    providers: rowsOf(own('providers')).flatMap(readProvider),
    deepModel: textOf(own('deepModel')).trim(),
    smallModel: textOf(own('smallModel')).trim(),
    useEditorModels: own('useEditorModels') !== false,
    budget: present({
      tokensMax: positive(budget.tokensPerConsultation),
      costUsdMax: positive(budget.usdPerConsultation),
      dayTokensMax: positive(budget.tokensPerDay),
      dayCostUsdMax: positive(budget.usdPerDay),
    }),
    notices: NOTICE_LEVELS.find((level) => level === own('notifications')) ?? 'important',
  };
}

function readProvider(row: Row): ConsultSettings['providers'] {
  const id = textOf(row.id).trim();
  if (id === '') return [];
  const vault = isRow(row.vault) ? readVault(row.vault) : undefined;
  return [
    {
      id,
      kind: row.kind === 'ollama' ? 'ollama' : 'openai',
      ...present({
        baseUrl: optionalText(row.baseUrl),
        organisation: optionalText(row.organisation),
        api: APIS.find((api) => api === row.api),
        reasoningEffort: EFFORTS.find((effort) => effort === row.reasoningEffort),
        vault,
      }),
    },
  ];
}

function readVault(row: Row): VaultPlace | undefined {
  const [address, mount, path] = [textOf(row.address), textOf(row.mount), textOf(row.path)];
  if (address === '' || path === '') return undefined;
  return {
    address,
    mount: mount === '' ? 'secret' : mount,
    path,
    ...present({ namespace: optionalText(row.namespace) }),
  };
}

/** Servers as settings write them; `${secret:name}` stands for what the secret storage holds. */
export function readServerSettings(): readonly McpServerSettings[] {
  const value: unknown = vscode.workspace.getConfiguration('fixward.mcp').inspect('servers')?.globalValue;
  return rowsOf(value).flatMap((row): readonly McpServerSettings[] => {
    const name = textOf(row.name).trim();
    const transport = readTransport(row);
    if (name === '' || transport === undefined) return [];
    const purpose = PURPOSES.find((one) => one === row.purpose);
    return [{ name, transport, tools: textsOf(row.tools), ...present({ purpose }) }];
  });
}

function readTransport(row: Row): McpServerSettings['transport'] | undefined {
  const url = optionalText(row.url);
  if (url !== undefined) return { kind: 'http', url, headers: texts(row.headers) };
  const command = optionalText(row.command);
  if (command === undefined) return undefined;
  return { kind: 'stdio', command, args: textsOf(row.args), environment: texts(row.environment) };
}

function texts(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(rowOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function positive(value: unknown): number | undefined {
  const number = optionalNumber(value);
  return number !== undefined && number > 0 ? number : undefined;
}
