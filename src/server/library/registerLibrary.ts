import { type CancellationToken, ResponseError } from 'vscode-languageserver/node';
import { NEVER_CANCELLED } from '../../core/cancellation.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import { SEVERITIES } from '../../core/rules/ruleModel.ts';
import { setRuleSetting } from '../../core/rules/setRuleSetting.ts';
import type { SimilarPatternsParams } from '../../protocol/libraryService.ts';
import type {
  ProjectParams,
  ProjectResult,
  ServiceRelayParams,
  SetRuleParams,
  SetRuleResult,
  TestsEndedParams,
} from '../../protocol/lsp.ts';
import type { SearchResult } from '../../protocol/service.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import type { CheckedDocument } from '../documents.ts';
import type { ServerContext } from '../server.ts';
import { pathOfUri } from '../uris.ts';
import { libraryFinding } from './libraryFinding.ts';

/** JSON-RPC's code for an error of the server's own; `data.code` says which. */
const SERVICE_FAILED = -32_010;

const SIMILAR_MAX = 10;

/** `fixward/service`, `fixward/similarPatterns`, `fixward/project`, `fixward/testsEnded` and `fixward/setRule`. */
export function registerLibrary(context: ServerContext): void {
  const { connection, library, projects } = context;
  connection.onRequest('fixward/service', async (params: ServiceRelayParams, token: CancellationToken) => {
    const { method, params: asked } = relayed(params);
    try {
      return await library.link.request(method, trusted(method, asked, context), { signal: signalOf(token) });
    } catch (error) {
      const code = error instanceof ServiceFailure ? error.code : 'internal';
      throw new ResponseError(SERVICE_FAILED, errorMessage(error), { code });
    }
  });
  connection.onRequest('fixward/similarPatterns', (params: SimilarPatternsParams, token: CancellationToken) =>
    similarPatterns(context, params, token),
  );
  connection.onRequest('fixward/project', async ({ folderUri }: ProjectParams): Promise<ProjectResult> => {
    const root = folderUri === undefined ? projects.roots[0] : pathOfUri(folderUri);
    return { project: await library.project(root) };
  });
  connection.onRequest(
    'fixward/testsEnded',
    async ({ folderUri, name, passed, startedAt }: TestsEndedParams): Promise<object> => {
      const root = pathOfUri(folderUri);
      if (root !== undefined) await library.testsEnded(root, { name, passed, startedAt });
      return {};
    },
  );
  connection.onRequest<SetRuleResult, void>(
    'fixward/setRule',
    async ({ text, ruleId, setting }: SetRuleParams): Promise<SetRuleResult> => {
      const severity = SEVERITIES.find((known) => known === setting.toUpperCase());
      return setRuleSetting(text, ruleId, severity ?? 'off');
    },
  );
}

/** Patterns for what stands at a place: its finding in words, and the code; from memory while the store is away. */
async function similarPatterns(
  { live, library, session, documents }: ServerContext,
  { uri, range, limit = SIMILAR_MAX }: SimilarPatternsParams,
  token: CancellationToken,
): Promise<SearchResult> {
  const checked = await live.check(uri, NEVER_CANCELLED);
  const { text, code } = checked
    ? queryOf(checked, range, session().codec)
    : { text: '', code: documents.get(uri)?.getText(range) ?? '' };
  const started = performance.now();
  const query = { query: text === '' ? code : text, limit, ...(code !== '' && { code }) };
  try {
    const signal = signalOf(token);
    // SAFETY: the service of the same Fixward answers with its result.
    return (await library.link.request('search/patterns', query, { signal })) as SearchResult;
  } catch (error) {
    return {
      hits: await library.shipped.search(query.query, query.code, limit),
      embedder: 'lexical',
      reranker: 'features',
      notes: [`The store cannot be asked (${errorMessage(error)}); these are the shipped patterns.`],
      milliseconds: Math.round(performance.now() - started),
    };
  }
}

function queryOf(
  checked: CheckedDocument,
  range: SimilarPatternsParams['range'],
  codec: ReturnType<ServerContext['session']>['codec'],
): { readonly text: string; readonly code: string } {
  const { input, lines } = checked.document;
  const start = codec.offset(input.text, lines, range.start);
  const end = codec.offset(input.text, lines, range.end);
  const finding = checked.findings.find(({ span }) => span.start <= end && start <= span.end);
  const selected = input.text.slice(start, end);
  if (!finding) return { text: '', code: selected };
  const { message, ruleId, code } = libraryFinding(checked, finding);
  return {
    text: `${ruleId.replaceAll('-', ' ')}: ${message}`,
    code: selected.trim() === '' ? code : selected,
  };
}

/** A client cannot lend more trust than its session has. */
function trusted(method: string, params: unknown, { session }: ServerContext): unknown {
  if (method !== 'library/syncFolder' || typeof params !== 'object' || params === null) return params;
  return { ...params, trusted: session().trusted && 'trusted' in params && params.trusted === true };
}

function relayed(params: ServiceRelayParams): ServiceRelayParams {
  if (typeof params?.method !== 'string') throw new ResponseError(SERVICE_FAILED, 'method: is missing');
  return params;
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
