import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver/node';
import type { LearnProgress } from '../../protocol/learn.ts';
import type { ServerContext } from '../server.ts';
import type { DraftRecord, JobProgress } from './learnJobs.ts';

/** Sites listed of one pattern; a reader looks at no more. */
export const SITES_LISTED_MAX = 200;

/** What a request that takes long may use beside its params. */
export interface LongRequest {
  readonly token: CancellationToken;
  readonly progress: (progress: JobProgress) => void;
}

/** @throws with one line when the draft is gone */
export function draftOf({ learning }: ServerContext, draftId: string): DraftRecord {
  const record = learning.drafts.get(draftId);
  if (!record) throw new Error('draftId: this draft is gone; learn again');
  return record;
}

/** With progress in the client's own way, and as events for the panel. */
export async function long<Result>(
  { connection }: ServerContext,
  { project, workDoneToken }: { readonly project: string; readonly workDoneToken?: string | number },
  token: CancellationToken,
  title: string,
  run: (request: LongRequest) => Promise<Result>,
): Promise<Result> {
  const reporter: WorkDoneProgressReporter | undefined =
    workDoneToken === undefined ? undefined : connection.window.attachWorkDoneProgress(workDoneToken);
  reporter?.begin(title, 0, undefined, true);
  try {
    return await run({
      token,
      progress: (progress) => {
        reporter?.report(Math.round((100 * progress.done) / Math.max(1, progress.total)), progress.line);
        const event: LearnProgress = { project, ...progress };
        void connection.sendNotification('fixward/learn/progress', event);
      },
    });
  } finally {
    reporter?.done();
  }
}
