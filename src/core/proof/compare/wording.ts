import type { PropertyValue, SchemaObject } from '../fingerprint/fingerprint.ts';

const VALUE_LENGTH_MAX = 80;

/** What a property is called in a sentence; the others are called by their key. */
const LABELS: Readonly<Record<string, string>> = {
  notNull: 'NOT NULL',
  generated: 'generation expression',
  identity: 'identity',
  storage: 'storage mode',
  statistics: 'statistics target',
  persistence: 'persistence',
  accessMethod: 'access method',
  rowSecurity: 'row level security',
  forcedRowSecurity: 'forced row level security',
  replicaIdentity: 'replica identity',
  partitionKey: 'partition key',
  partitionBound: 'partition bounds',
  ofType: 'row type',
  ownedBy: 'owning column',
  minimum: 'least value',
  maximum: 'greatest value',
  lastValue: 'last value',
  nextValue: 'next value',
  enabled: 'state',
  valid: 'validation',
  clustered: 'clustering',
  partOf: 'parent index',
  using: 'USING expression',
  check: 'WITH CHECK expression',
  result: 'result type',
  text: 'text',
  toastOptions: 'TOAST options',
  foreignOptions: 'foreign options',
  inherited: 'inheritance',
};

/** Letters of the catalogs, in words. */
const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  enabled: { O: 'enabled', D: 'disabled', R: 'enabled for replicas', A: 'always enabled' },
  volatility: { i: 'immutable', s: 'stable', v: 'volatile' },
  parallel: { s: 'safe', r: 'restricted', u: 'unsafe' },
  identity: { a: 'always', d: 'by default' },
  persistence: { u: 'unlogged', t: 'temporary' },
  command: { r: 'SELECT', a: 'INSERT', w: 'UPDATE', d: 'DELETE', '*': 'ALL' },
  replicaIdentity: { n: 'nothing', f: 'full', i: 'index', d: 'default' },
  storage: { p: 'plain', e: 'external', m: 'main', x: 'extended' },
  permissive: { true: 'permissive', false: 'restrictive' },
};

/** Kinds whose name alone says what they are. */
const NAMED_BY_THEMSELVES: ReadonlySet<string> = new Set(['column']);

export function describe({ kind, name }: SchemaObject): string {
  return `${kind} ${name}`;
}

/** `default of public.orders.state`. */
export function describeProperty(object: SchemaObject, key: string): string {
  const of = NAMED_BY_THEMSELVES.has(object.kind) ? object.name : describe(object);
  return `${labelOf(key)} of ${of}`;
}

/** `grant of SELECT on table public.orders to anon`, `value 'new' of enum type public.status`. */
export function describeItem(object: SchemaObject, key: string, item: string): string {
  switch (key) {
    case 'grants':
      return describeGrant(object, item);
    case 'values':
      return object.kind === 'settings'
        ? `setting ${item} ${object.name}`
        : `value '${item}' of ${describe(object)}`;
    case 'memberOf':
      return `membership of ${describe(object)} in ${item}`;
    case 'tables':
      return `table ${item} of ${describe(object)}`;
    case 'schemas':
      return `schema ${item} of ${describe(object)}`;
    case 'settings':
      return `setting ${item} of ${describe(object)}`;
    case 'inherits':
      return `inheritance of ${describe(object)} from ${item}`;
    case 'options':
      return `option ${item} of ${describe(object)}`;
    default:
      return `${singular(labelOf(key))} ${item} of ${describe(object)}`;
  }
}

/** `type of public.orders.note: text instead of character varying(10)`. */
export function describeChange(
  object: SchemaObject,
  key: string,
  before: PropertyValue,
  after: PropertyValue,
): string {
  const what = describeProperty(object, key);
  const [was, is] = [shown(key, before), shown(key, after)];
  return was === undefined || is === undefined
    ? `${what} comes back different`
    : `${what}: ${is} instead of ${was}`;
}

function describeGrant(object: SchemaObject, grant: string): string {
  const [, privilege = grant, role = ''] = /^([A-Z ]+) to (.*)$/u.exec(grant) ?? [];
  return object.kind === 'default privileges'
    ? `default grant of ${privilege} to ${role}, ${object.name}`
    : `grant of ${privilege} on ${describe(object)} to ${role}`;
}

function labelOf(key: string): string {
  return LABELS[key] ?? key.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}

function singular(label: string): string {
  return label.replace(/s$/u, '');
}

/** A value short enough for a sentence; undefined when it is not. */
function shown(key: string, value: PropertyValue): string | undefined {
  const word = typeof value === 'string' ? WORDS[key]?.[value] : undefined;
  if (word !== undefined) return word;
  const text = typeof value === 'string' ? value : value.join(', ');
  return text.length > VALUE_LENGTH_MAX || text.includes('\n') ? undefined : text;
}
