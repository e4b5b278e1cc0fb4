import { z } from 'zod';
import { explainChange } from '../../core/advice/knowledge/explainChange.ts';
import { factsFingerprint, type ObjectFacts, schemaFacts } from '../../core/advice/knowledge/schemaFacts.ts';
import type { StoreTransport } from '../../store/store.ts';
import { loadSchema } from '../../tools/schemaSource.ts';
import type { ToolContext } from '../../tools/toolContext.ts';
import { unreadable } from './unreadable.ts';

export interface ScanReport {
  readonly source: string;
  /** `supabase/migrations, 12 migrations` */
  readonly origin: string;
  readonly objects: number;
  /** The first look at a source has nothing to compare with. */
  readonly first: boolean;
  readonly changes: readonly {
    readonly object: string;
    readonly change: string;
    readonly explanation: string;
  }[];
  /** Memories that speak of what changed; they are shown as doubtful from now on. */
  readonly stale: number;
  /** What makes the schema another than it may be, and what a test query could not read; one line each. */
  readonly notes: readonly string[];
}

const factsSchema = z.record(z.string(), z.record(z.string(), z.string()));
const snapshotSchema = z.object({ snapshot: z.object({ objects: factsSchema }).optional() });
const savedSchema = z.object({
  first: z.boolean(),
  stale: z.number(),
  changes: z.array(z.object({ object: z.string(), change: z.string(), explanation: z.string().optional() })),
});

/** Looks at a schema, keeps what it is now, and says what became different since the last look. */
export async function scanSchema(
  store: StoreTransport,
  source: string,
  { context, connection }: { readonly context: ToolContext; readonly connection: string | undefined },
): Promise<ScanReport> {
  const { model, origin, notes } = await loadSchema({ connection }, context);
  const facts = schemaFacts(model);
  const before = await lastFacts(store, source);
  const answer = await store.call('save_schema_snapshot', {
    source,
    fingerprint: factsFingerprint(facts),
    objects: facts,
    explanations: explanations(before, facts),
  });
  if (!answer.ok) throw new Error(answer.error.message);
  const { first, stale, changes } = savedSchema.parse(answer.data);
  // A catalog that lists a table says nothing of whether this role can read it.
  const tested = connection === undefined ? [] : await unreadable(connection, model, context);
  return {
    source,
    origin,
    objects: Object.keys(facts).length,
    first,
    changes: changes.map(({ object, change, explanation = '' }) => ({ object, change, explanation })),
    stale,
    notes: [...notes, ...tested],
  };
}

async function lastFacts(
  store: StoreTransport,
  source: string,
): Promise<Readonly<Record<string, ObjectFacts>> | undefined> {
  const answer = await store.call('get_schema_snapshot', { source });
  if (!answer.ok) throw new Error(answer.error.message);
  return snapshotSchema.parse(answer.data).snapshot?.objects;
}

function explanations(
  before: Readonly<Record<string, ObjectFacts>> | undefined,
  now: Readonly<Record<string, ObjectFacts>>,
): Readonly<Record<string, string>> {
  if (!before) return {};
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const words = explainChange(name, before[name], now[name]);
      return words === undefined ? [] : [[name, words] as const];
    }),
  );
}
