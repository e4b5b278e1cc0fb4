import type { Certificate } from '../../core/proof/certificate.ts';
import type { ReplayReport, ReplayRequest } from '../../core/replay/replayReport.ts';
import type { ProveRequest, ShadowError, ShadowProgress } from './shadowService.ts';

/** Work for the process that owns the databases, as its supervisor orders it. */
export type WorkerJob =
  | {
      readonly kind: 'prove';
      readonly request: ProveRequest;
      /** Migrations that ended an earlier process, and why: their scripts are not run again. */
      readonly leftOut: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'replay';
      readonly request: ReplayRequest;
      readonly leftOut: Readonly<Record<string, string>>;
    };

/** What a finished job leads to, by its kind. */
export interface WorkerResults {
  readonly prove: readonly Certificate[];
  readonly replay: ReplayReport;
}

export type ToWorker =
  | { readonly type: 'job'; readonly id: number; readonly job: WorkerJob }
  | { readonly type: 'cancel'; readonly id: number };

export type FromWorker =
  | { readonly type: 'ready' }
  /** Sent often while no statement takes long; silence means that one does. */
  | { readonly type: 'beat' }
  /** A database is being opened, which takes its time on a slow machine, or was opened. */
  | { readonly type: 'opening' | 'opened' }
  | {
      readonly type: 'progress';
      readonly id: number;
      readonly progress: ShadowProgress;
      /** Whose script is about to run. */
      readonly migration?: string;
    }
  | { readonly type: 'certificate'; readonly id: number; readonly certificate: Certificate }
  | { readonly type: 'result'; readonly id: number; readonly result: WorkerResults[keyof WorkerResults] }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly reason: ShadowError['reason'];
      readonly message: string;
    };
