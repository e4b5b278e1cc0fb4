import type { InstallReport } from '../../store/migrations/installStore.ts';
import type { RollbackReport } from '../../store/migrations/rollbackStore.ts';
import type { ValidationReport } from '../../store/migrations/validateStore.ts';

/** A store that a command works on: the embedded one behind the service, or one in a database server. */
export interface StoreSide {
  migrate(again: boolean): Promise<InstallReport>;
  validate(): Promise<ValidationReport>;
  rollback(toVersion: number): Promise<RollbackReport>;
  status(): Promise<unknown>;
  /** `library/import` and `library/export`. */
  library(method: string, params: unknown): Promise<unknown>;
  close(): Promise<void>;
}
