import { randomUUID } from 'node:crypto';
import type { StoreChanged } from '../../protocol/service.ts';
import type { StoreAnswer, StoreCallOptions, StoreTransport } from '../../store/store.ts';
import { type OwnerSupervisor, TaskError } from '../front/ownerSupervisor.ts';
import type { CallOutcome } from '../owner/ownerProtocol.ts';
import { changedTables } from './storeTables.ts';

export interface SupervisedStoreOptions {
  readonly supervisor: OwnerSupervisor;
  /** After each write; with what changed, when it is anything that views show, and the function that wrote. */
  onChanged(changed: StoreChanged | undefined, functionName: string): void;
}

/** The embedded store as the parts of the service call it. */
export function supervisedStore({ supervisor, onChanged }: SupervisedStoreOptions): StoreTransport {
  return {
    kind: 'embedded',
    async call(
      name: string,
      request: Readonly<Record<string, unknown>>,
      { requestId = randomUUID(), signal }: StoreCallOptions = {},
    ): Promise<StoreAnswer> {
      try {
        // SAFETY: the owner is of the same build and answers a call with its outcome.
        const outcome = (await supervisor.run(
          { kind: 'call', name, request, requestId },
          signal,
        )) as CallOutcome;
        if (outcome.writes && outcome.answer.ok) {
          const tables = changedTables(name, request, outcome.answer.data);
          onChanged(tables && { tables }, name);
        }
        return outcome.answer;
      } catch (error) {
        if (!(error instanceof TaskError) || error.code === 'cancelled') throw error;
        return { ok: false, error: { code: error.code, message: error.message } };
      }
    },
    close: async () => {},
  };
}
