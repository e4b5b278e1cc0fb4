import { randomUUID } from 'node:crypto';
import { objectsNamedIn } from '../../core/advice/knowledge/objectsNamedIn.ts';
import type { ConsultEvent, Memory } from '../../protocol/consult.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import { listApprovals, saveApprovals, useApproval } from '../../store/functions/approvals.ts';
import {
  appendConsultationEvents,
  listConsultationEvents,
} from '../../store/functions/consultationEvents.ts';
import {
  getConsultationFile,
  listConsultationFiles,
  saveConsultationFiles,
} from '../../store/functions/consultationFiles.ts';
import {
  copyConsultation,
  deleteConsultations,
  getConsultation,
  listConsultations,
  saveConsultations,
} from '../../store/functions/consultations.ts';
import {
  deleteMemories,
  listMemories,
  saveMemories,
  searchMemories,
  useMemories,
} from '../../store/functions/memories.ts';
import { modelUsageReport } from '../../store/functions/modelUsage.ts';
import type { StoreFailure, StoreResult } from '../../store/functions/storeResult.ts';
import type { StoreTransport } from '../../store/store.ts';
import type { ConsultRecord, ConsultStore } from './consultStore.ts';
import { knownObjects } from './knownObjects.ts';
import { approvalRow, knownAuthor, toApproval, toDetails, toListed, toMemory } from './storedShapes.ts';

const LIST_LIMIT = 100;
const MEMORIES_USED_MAX = 6;
const EVENTS_A_CALL_MAX = 200;

/** Consultations over the store's functions. */
export function storedConsultations(store: Pick<StoreTransport, 'call'>): ConsultStore {
  return {
    create: async (record) => {
      const { id, question, title } = record;
      all(await saveConsultations(store, { consultations: [{ ...rowOf(record), id, question, title }] }));
    },
    get: async (id) => {
      const found = orNothing(await getConsultation(store, { id }));
      if (!found) return undefined;
      const { consultation } = found;
      return {
        ...toListed(consultation),
        question: consultation.question,
        details: toDetails(consultation.details),
      };
    },
    list: async ({ query, project, states, limit = LIST_LIMIT }) => {
      const filters = {
        mine: true,
        ...(query !== undefined && { query }),
        ...(project !== undefined && { project }),
        ...(states && { states }),
      };
      const { consultations, total } = done(await listConsultations(store, { filters, limit }));
      return { consultations: consultations.map(toListed), total };
    },
    append: async (record, events) => {
      const positions: number[] = [];
      for (let from = 0; from < events.length; from += EVENTS_A_CALL_MAX) {
        const results = all(
          await appendConsultationEvents(store, {
            consultation_id: record.id,
            events: events.slice(from, from + EVENTS_A_CALL_MAX),
            consultation: rowOf(record),
          }),
        );
        positions.push(...results.map(({ position }) => position));
      }
      return positions;
    },
    note: async (id, event) => {
      const [kept] = all(await appendConsultationEvents(store, { consultation_id: id, events: [event] }));
      return kept?.position ?? 0;
    },
    rename: async (id, title) => {
      all(await saveConsultations(store, { consultations: [{ id, title }] }));
    },
    events: async (id, page) => {
      const { events, earlier } = done(await listConsultationEvents(store, { consultation_id: id, ...page }));
      return {
        // SAFETY: they were written by this service and are shown as they are.
        events: events.map(({ position, at, event }) => ({ position, at, event: event as ConsultEvent })),
        earlier,
      };
    },
    copy: async (id, newId, position) => {
      const request = { id, new_id: newId, ...(position !== undefined && { position }) };
      done(await copyConsultation(store, request));
    },
    delete: async (id) => {
      all(await deleteConsultations(store, { ids: [id] }));
    },
    ...storedFiles(store),
    ...storedApprovals(store),
    ...storedMemories(store),
    usedToday: async () => {
      const today = localDay(new Date());
      const { total } = done(await modelUsageReport(store, { since: today, until: today }));
      return { tokens: (total?.tokens_in ?? 0) + (total?.tokens_out ?? 0), costUsd: total?.cost_usd ?? 0 };
    },
  };
}

function storedFiles(
  store: Pick<StoreTransport, 'call'>,
): Pick<ConsultStore, 'files' | 'file' | 'saveFiles'> {
  return {
    files: async (id) =>
      done(await listConsultationFiles(store, { consultation_id: id })).files.map(
        ({ path, version, bytes, author, updated_at }) => ({
          path,
          version,
          bytes,
          author: knownAuthor(author),
          updatedAt: updated_at,
        }),
      ),
    file: async (id, path, version) => {
      const request = { consultation_id: id, path, ...(version !== undefined && { version }) };
      const found = orNothing(await getConsultationFile(store, request));
      if (!found) return undefined;
      return {
        path: found.path,
        version: found.version,
        text: found.text,
        versions: found.versions.map((each) => ({
          version: each.version,
          author: each.author,
          createdAt: each.created_at,
        })),
      };
    },
    saveFiles: async (id, files) => {
      const rows = files.map(({ path, text, author, baseVersion }) => ({
        path,
        text,
        author,
        ...(baseVersion !== undefined && { base_version: baseVersion }),
      }));
      const results = all(await saveConsultationFiles(store, { consultation_id: id, files: rows }));
      return results.map(({ version, changed }) => (changed ? version : undefined));
    },
  };
}

function storedApprovals(
  store: Pick<StoreTransport, 'call'>,
): Pick<ConsultStore, 'approvals' | 'saveApproval' | 'settleApproval' | 'useApproval'> {
  return {
    approvals: async (id) => {
      const request = { consultation_ids: [id], limit: LIST_LIMIT };
      return done(await listApprovals(store, request)).approvals.map(toApproval);
    },
    saveApproval: async (id, approval) => {
      all(await saveApprovals(store, { approvals: [approvalRow(id, approval)] }));
    },
    settleApproval: async (id, state, note) => {
      all(await saveApprovals(store, { approvals: [{ id, state, ...(note !== undefined && { note }) }] }));
    },
    // Sent again after a lost answer, it is the same use.
    useApproval: async (wanted) => (await useApproval(store, wanted, { requestId: randomUUID() })).ok,
  };
}

function storedMemories(
  store: Pick<StoreTransport, 'call'>,
): Pick<ConsultStore, 'memories' | 'searchMemories' | 'saveMemories' | 'deleteMemories'> {
  return {
    memories: async (filters) => done(await listMemories(store, { filters })).memories.map(toMemory),
    searchMemories: async (query, project): Promise<readonly Memory[]> => {
      const request = { query, limit: MEMORIES_USED_MAX, ...(project !== undefined && { project }) };
      const { memories } = done(await searchMemories(store, request));
      if (memories.length > 0) done(await useMemories(store, { ids: memories.map(({ id }) => id) }));
      return memories.map((memory) => {
        const read = toMemory(memory);
        return memory.stale_since === undefined ? read : { ...read, text: `${read.text} (${STALE})` };
      });
    },
    saveMemories: async (memories) => {
      // A memory becomes doubtful when what it speaks of changes.
      const known = await knownObjects(store);
      const rows = memories.map(({ consultationId, ...rest }) => ({
        ...rest,
        objects: objectsNamedIn(rest.text, known),
        ...(consultationId !== undefined && { consultation_id: consultationId }),
      }));
      return all(await saveMemories(store, { memories: rows })).map(({ id }) => id);
    },
    deleteMemories: async (ids) => {
      all(await deleteMemories(store, { ids }));
    },
  };
}

const STALE = 'the schema has changed since; check it';

/** How a consultation stands, as the store takes it; its name and question are written once. */
function rowOf(record: ConsultRecord) {
  const { project, state, model, tokensIn, tokensOut, costUsd, counts, details } = record;
  return {
    ...(project !== undefined && { project }),
    state,
    ...(model !== undefined && { model }),
    tokens_in: tokensIn,
    tokens_out: tokensOut,
    ...(costUsd !== undefined && { cost_usd: costUsd }),
    summary: { ...counts },
    details: { ...details },
  };
}

function done<Data>(result: StoreResult<Data>): Data {
  if (result.ok) return result.data;
  throw storeFailure(result);
}

function orNothing<Data>(result: StoreResult<Data>): Data | undefined {
  return !result.ok && result.error.code === 'not_found' ? undefined : done(result);
}

/** Of a batch whose items all have to be taken. */
function all<Item extends { readonly ok: boolean }>(
  result: StoreResult<{ readonly results: readonly (Item | StoreFailure)[] }>,
): readonly Exclude<Item, StoreFailure>[] {
  return done(result).results.map((item) => {
    if (isFailure(item)) throw storeFailure(item);
    // SAFETY: what is left of the items are those that were taken.
    return item as Exclude<Item, StoreFailure>;
  });
}

function isFailure(item: { readonly ok: boolean }): item is StoreFailure {
  return !item.ok;
}

const EXPECTED = ['not_found', 'conflict', 'too_large', 'expired', 'forbidden'];

function storeFailure({ error: { code, message } }: StoreFailure): Error {
  return EXPECTED.includes(code) ? new ServiceFailure('invalid', message) : new Error(message);
}

/** As usage is kept: by the user's own day. */
function localDay(now: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
