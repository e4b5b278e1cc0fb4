import { randomUUID } from 'node:crypto';
import type { ApprovalRecord } from '../../../src/core/consult/approvals.ts';
import type { Memory, StoredEvent } from '../../../src/protocol/consult.ts';
import type {
  ConsultRecord,
  ConsultStore,
  FileToSave,
  StoredConsultation,
} from '../../../src/service/consult/consultStore.ts';

interface Kept {
  record: StoredConsultation;
  readonly events: StoredEvent[];
  readonly files: Map<string, FileToSave[]>;
  readonly approvals: Map<string, ApprovalRecord>;
}

export interface MemoryConsultStore extends ConsultStore {
  readonly memoriesKept: Memory[];
  /** What the user has used today besides. */
  today: { tokens: number; costUsd: number };
}

/** Consultations in memory, as the store's functions keep them. */
export function memoryConsultStore(): MemoryConsultStore {
  const all = new Map<string, Kept>();
  const approvals = new Map<string, ApprovalRecord>();
  const now = () => new Date().toISOString();
  const kept = (id: string): Kept => {
    const found = all.get(id);
    if (!found) throw new Error('consultation_id: there is no such consultation.');
    return found;
  };
  const stored = (record: ConsultRecord): StoredConsultation => {
    const { createdAt = now() } = all.get(record.id)?.record ?? {};
    return structuredClone({ ...record, createdAt, updatedAt: now() });
  };
  const store: MemoryConsultStore = {
    memoriesKept: [],
    today: { tokens: 0, costUsd: 0 },
    create: async (record) => {
      all.set(record.id, { record: stored(record), events: [], files: new Map(), approvals: new Map() });
    },
    get: async (id) => structuredClone(all.get(id)?.record),
    list: async ({ query, project, states }) => {
      const consultations = [...all.values()]
        .map(({ record }) => record)
        .filter((record) => query === undefined || record.title.includes(query))
        .filter((record) => project === undefined || record.project === project)
        .filter((record) => states === undefined || states.includes(record.state))
        .toReversed();
      return { consultations, total: consultations.length };
    },
    note: async (id, { at, event }) => {
      const one = kept(id);
      const position = one.events.length + 1;
      one.events.push(structuredClone({ position, at, event }));
      return position;
    },
    append: async (record, events) => {
      const one = kept(record.id);
      one.record = stored({ ...record, title: one.record.title });
      return events.map(({ at, event }) => {
        const position = one.events.length + 1;
        one.events.push(structuredClone({ position, at, event }));
        return position;
      });
    },
    rename: async (id, title) => {
      kept(id).record = { ...kept(id).record, title };
    },
    events: async (id, { limit = 200, before = Number.POSITIVE_INFINITY, kinds }) => {
      const fitting = kept(id).events.filter(
        ({ position, event }) => position < before && (kinds === undefined || kinds.includes(event.kind)),
      );
      const events = fitting.slice(-limit);
      return { events, earlier: fitting.length - events.length };
    },
    copy: async (id, newId, position = Number.POSITIVE_INFINITY) => {
      const { record, events, files } = kept(id);
      all.set(newId, {
        record: stored({ ...record, id: newId, state: 'open' }),
        events: events.filter((event) => event.position <= position),
        files: new Map(files),
        approvals: new Map(),
      });
    },
    delete: async (id) => {
      all.delete(id);
    },
    files: async (id) =>
      [...kept(id).files].map(([path, versions]) => ({
        path,
        version: versions.length,
        bytes: versions.at(-1)?.text.length ?? 0,
        updatedAt: now(),
        author: versions.at(-1)?.author ?? 'user',
      })),
    file: async (id, path, version) => {
      const versions = kept(id).files.get(path);
      const file = versions?.[(version ?? versions.length) - 1];
      if (!versions || !file) return undefined;
      return {
        path,
        version: version ?? versions.length,
        text: file.text,
        versions: versions.map(({ author }, index) => ({ version: index + 1, author, createdAt: now() })),
      };
    },
    saveFiles: async (id, files) =>
      files.map((file) => {
        const versions = kept(id).files.get(file.path) ?? [];
        if (versions.at(-1)?.text === file.text) return undefined;
        if (file.baseVersion !== undefined && file.baseVersion !== versions.length) {
          throw new Error('files[0]: was changed meanwhile; look at both and save again.');
        }
        kept(id).files.set(file.path, [...versions, file]);
        return versions.length + 1;
      }),
    approvals: async (id) => [...kept(id).approvals.keys()].flatMap((key) => approvals.get(key) ?? []),
    saveApproval: async (id, approval) => {
      approvals.set(approval.id, approval);
      kept(id).approvals.set(approval.id, approval);
    },
    settleApproval: async (approvalId, state) => {
      const approval = approvals.get(approvalId);
      if (approval) approvals.set(approvalId, { ...approval, state });
    },
    useApproval: async ({ id, hash, tool }) => {
      const approval = approvals.get(id);
      if (approval?.state !== 'approved' || approval.hash !== hash || approval.tool !== tool) return false;
      if (Date.parse(approval.expiresAt) <= Date.now()) return false;
      approvals.set(id, { ...approval, state: 'used' });
      return true;
    },
    memories: async () => store.memoriesKept,
    searchMemories: async (query) =>
      store.memoriesKept.filter(({ text }) =>
        query.split(/\W+/u).some((word) => word.length > 3 && text.includes(word)),
      ),
    saveMemories: async (memories) =>
      memories.map((memory) => {
        const id = memory.id ?? randomUUID();
        const rest = store.memoriesKept.filter((each) => each.id !== id);
        store.memoriesKept.splice(0, Number.POSITIVE_INFINITY, ...rest, {
          ...memory,
          id,
          createdAt: now(),
          updatedAt: now(),
        });
        return id;
      }),
    deleteMemories: async (ids) => {
      const rest = store.memoriesKept.filter(({ id }) => !ids.includes(id));
      store.memoriesKept.splice(0, Number.POSITIVE_INFINITY, ...rest);
    },
    usedToday: async () => store.today,
  };
  return store;
}
