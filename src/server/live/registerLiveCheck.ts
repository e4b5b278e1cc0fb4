import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { errorMessage } from '../../core/errorMessage.ts';
import { checkLive } from '../../core/live/checkLive.ts';
import { LiveDatabaseError } from '../../engines/live/liveErrors.ts';
import type { LiveCheckParams, LiveCheckResult } from '../../protocol/lsp.ts';
import type { ServerContext } from '../server.ts';
import { liveMarkdown } from './liveMarkdown.ts';

const RESTRICTED = 'This workspace is not trusted: no database is connected to from here.';

/** `fixward/liveCheck`: asks a database the user has added; read-only, and only when asked to. */
export function registerLiveCheck(context: ServerContext): void {
  context.connection.onRequest('fixward/liveCheck', (params: LiveCheckParams, token: CancellationToken) =>
    liveCheck(context, params, token),
  );
}

async function liveCheck(
  { projects, parts, session }: ServerContext,
  { name, connection }: LiveCheckParams,
  token: CancellationToken,
): Promise<LiveCheckResult> {
  const failed = (problem: string): LiveCheckResult => ({ markdown: '', findings: 0, problem });
  if (!session().trusted) return failed(RESTRICTED);
  const { analyzer } = await projects.project(projects.roots[0]);
  try {
    const database = await parts.openLiveDatabase(connection);
    const listening = token.onCancellationRequested(() => void database.close());
    try {
      const { ruleSet, config } = analyzer;
      const report = await checkLive(database, { ruleSet, config, withSchema: false });
      return { markdown: liveMarkdown(name, report), findings: report.findings.length };
    } finally {
      listening.dispose();
      await database.close();
    }
  } catch (error) {
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    // Other errors might repeat the connection string; these are written not to.
    return failed(error instanceof LiveDatabaseError ? errorMessage(error) : 'the check failed unexpectedly');
  }
}
