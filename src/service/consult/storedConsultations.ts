import { z } from 'zod';
import type { ConsultEvent, ConsultFile, Memory } from '../../protocol/consult.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import { callStore } from '../../store/functions/storeResult.ts';
import type { StoreTransport } from '../../store/store.ts';
import type { ConsultRecord, ConsultStore, StoredConsultation } from './consultStore.ts';
import {
  approvalSchema,
  detailsSchema,
  listedSchema,
  memorySchema,
  readDetails,
  toListed,
} from './storedShapes.ts';

const LIST_LIMIT = 100;
const MEMORIES_USED_MAX = 6;
const EVENTS_A_CALL_MAX = 200;

/** Consultations over the store's functions. */
export function storedConsultations(store: Pick<StoreTransport, 'call'>): ConsultStore {
  const ask = async <Schema extends z.ZodType>(
    name: string,
    request: object,
    schema: Schema,
  ): Promise<z.infer<Schema>> => {
    const answer = await callStore(store, name, request, schema);
    if (!answer.ok) throw storeFailure(name, answer.error);
    return answer.data;
  };
  /** Batches whose items all have to be taken. */
  const askAll = async <Item extends z.ZodType>(name: string, request: object, item: Item) => {
    const { results } = await ask(name, request, z.object({ results: z.array(z.unknown()) }));
    return results.map((result) => {
      const failed = failedSchema.safeParse(result);
      if (failed.success) throw storeFailure(name, failed.data.error);
      return item.parse(result);
    });
  };
  const one = async (id: string): Promise<StoredConsultation | undefined> => {
    const answer = await callStore(store, 'get_consultation', { id }, wholeSchema);
    if (!answer.ok) {
      if (answer.error.code === 'not_found') return undefined;
      throw storeFailure('get_consultation', answer.error);
    }
    const { consultation } = answer.data;
    return {
      ...toListed(consultation),
      question: consultation.question,
      details: readDetails(consultation.details),
    };
  };
  return {
    create: async (record) => {
      const row = { ...rowOf(record), id: record.id, question: record.question, title: record.title };
      await askAll('save_consultations', { consultations: [row] }, idSchema);
    },
    get: one,
    list: async ({ query, project, states, limit }) => {
      const filters = {
        mine: true,
        ...(query !== undefined && { query }),
        ...(project !== undefined && { project }),
      };
      const request = { filters: { ...filters, ...(states && { states }) }, limit: limit ?? LIST_LIMIT };
      const { consultations, total } = await ask('list_consultations', request, pageSchema);
      return { consultations: consultations.map(toListed), total };
    },
    append: async (record, events) => {
      const positions: number[] = [];
      for (let from = 0; from === 0 || from < events.length; from += EVENTS_A_CALL_MAX) {
        const part = events.slice(from, from + EVENTS_A_CALL_MAX);
        const request = { consultation_id: record.id, events: part, consultation: rowOf(record) };
        const results = await askAll('append_consultation_events', request, positionSchema);
        positions.push(...results.map(({ position }) => position));
      }
      return positions;
    },
    rename: async (id, title) => {
      await askAll('save_consultations', { consultations: [{ id, title }] }, idSchema);
    },
    events: async (id, page) => {
      const { events, earlier } = await ask(
        'list_consultation_events',
        { consultation_id: id, ...page },
        eventsSchema,
      );
      // SAFETY: they were written by this service and are shown as they are.
      return { events: events.map(({ event, ...at }) => ({ ...at, event: event as ConsultEvent })), earlier };
    },
    copy: async (id, newId, position) => {
      const request = { id, new_id: newId, ...(position !== undefined && { position }) };
      await ask('copy_consultation', request, z.object({ id: z.string() }));
    },
    delete: async (id) => {
      await askAll('delete_consultations', { ids: [id] }, idSchema);
    },
    files: async (id) => {
      const { files } = await ask('list_consultation_files', { consultation_id: id }, filesSchema);
      return files.map(
        ({ path, version, bytes, author, updated_at }): ConsultFile => ({
          path,
          version,
          bytes,
          author,
          updatedAt: updated_at,
        }),
      );
    },
    file: async (id, path, version) => {
      const request = { consultation_id: id, path, ...(version !== undefined && { version }) };
      const answer = await callStore(store, 'get_consultation_file', request, fileSchema);
      if (!answer.ok) {
        if (answer.error.code === 'not_found') return undefined;
        throw storeFailure('get_consultation_file', answer.error);
      }
      const { versions, ...file } = answer.data;
      return {
        ...file,
        versions: versions.map((each) => ({
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
      const request = { consultation_id: id, files: rows };
      const results = await askAll('save_consultation_files', request, savedFileSchema);
      return results.map(({ version, changed }) => (changed ? version : undefined));
    },
    approvals: async (id) => {
      const { approvals } = await ask(
        'list_approvals',
        { consultation_ids: [id], limit: LIST_LIMIT },
        z.object({ approvals: z.array(approvalSchema) }),
      );
      return approvals;
    },
    saveApproval: async (id, approval) => {
      const { expiresAt, policyId, typedConfirmation, proposalId, state: _state, ...rest } = approval;
      const row = {
        ...rest,
        consultation_id: id,
        expires_at: expiresAt,
        policy_id: policyId,
        ...(typedConfirmation !== undefined && { typed_confirmation: typedConfirmation }),
        ...(proposalId !== undefined && { proposal_id: proposalId }),
      };
      await askAll('save_approvals', { approvals: [row] }, idSchema);
    },
    settleApproval: async (approvalId, state, note) => {
      const row = { id: approvalId, state, ...(note !== undefined && { note }) };
      await askAll('save_approvals', { approvals: [row] }, idSchema);
    },
    useApproval: async (wanted) => {
      const answer = await store.call('use_approval', wanted);
      return answer.ok;
    },
    memories: async ({ query, project }) => {
      const filters = { ...(query !== undefined && { query }), ...(project !== undefined && { project }) };
      return (await ask('list_memories', { filters }, memoriesSchema)).memories;
    },
    searchMemories: async (query, project): Promise<readonly Memory[]> => {
      const request = { query, limit: MEMORIES_USED_MAX, ...(project !== undefined && { project }) };
      const { memories } = await ask('search_memories', request, memoriesSchema);
      if (memories.length > 0) {
        await ask('use_memories', { ids: memories.map(({ id }) => id) }, z.object({ used: z.number() }));
      }
      return memories;
    },
    saveMemories: async (memories) => {
      const rows = memories.map(({ consultationId, ...rest }) => ({
        ...rest,
        ...(consultationId !== undefined && { consultation_id: consultationId }),
      }));
      return (await askAll('save_memories', { memories: rows }, idSchema)).map(({ id }) => id);
    },
    deleteMemories: async (ids) => {
      await askAll('delete_memories', { ids }, idSchema);
    },
    usedToday: async () => {
      const today = localDay(new Date());
      const { total } = await ask('model_usage_report', { since: today, until: today }, usageSchema);
      return { tokens: (total?.tokens_in ?? 0) + (total?.tokens_out ?? 0), costUsd: total?.cost_usd ?? 0 };
    },
  };
}

const failedSchema = z.object({
  ok: z.literal(false),
  error: z.object({ code: z.string(), message: z.string() }),
});
const idSchema = z.object({ id: z.string() });
const positionSchema = z.object({ position: z.number() });
const savedFileSchema = z.object({ version: z.number(), changed: z.boolean() });
const wholeSchema = z.object({
  consultation: listedSchema.extend({ question: z.string(), details: detailsSchema }),
});
const pageSchema = z.object({ consultations: z.array(listedSchema), total: z.number() });
const eventsSchema = z.object({
  events: z.array(
    z.object({ position: z.number(), at: z.string(), event: z.looseObject({ kind: z.string() }) }),
  ),
  earlier: z.number(),
});
const filesSchema = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      version: z.number(),
      bytes: z.number(),
      author: z.enum([
        'consultant',
        'schema-analyst',
        'migration-specialist',
        'performance-optimizer',
        'documentation-researcher',
        'user',
      ]),
      updated_at: z.string(),
    }),
  ),
});
const fileSchema = z.object({
  path: z.string(),
  version: z.number(),
  text: z.string(),
  versions: z.array(z.object({ version: z.number(), author: z.string(), created_at: z.string() })),
});
const memoriesSchema = z.object({ memories: z.array(memorySchema) });
const usageSchema = z.object({
  total: z
    .object({ tokens_in: z.number(), tokens_out: z.number(), cost_usd: z.number() })
    .partial()
    .nullish(),
});

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
    summary: counts,
    details,
  };
}

/** As usage is kept: by the user's own day. */
function localDay(now: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function storeFailure(name: string, error: { readonly code: string; readonly message: string }): Error {
  if (error.code === 'not_found' || error.code === 'conflict' || error.code === 'too_large') {
    return new ServiceFailure('invalid', error.message);
  }
  return new Error(`${name}: ${error.message}`);
}
