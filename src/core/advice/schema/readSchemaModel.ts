import type { ShadowDatabase, ShadowRow } from '../../proof/shadowDatabase.ts';
import { flagIn, listIn, numberIn, textIn } from '../../schema/schemaRow.ts';
import type { SchemaSettings } from '../../schema/schemaRule.ts';
import { withSearchPath } from '../../schema/withSearchPath.ts';
import { modelQueries } from './modelSql.ts';
import type {
  ColumnModel,
  ConstraintKind,
  ConstraintModel,
  IndexModel,
  NamedModel,
  PolicyModel,
  RoutineModel,
  SchemaModel,
  TableModel,
  TriggerModel,
  TypeModel,
  ViewModel,
} from './schemaModel.ts';

type Server = Pick<ShadowDatabase, 'engine' | 'query'>;

/** Reads what a project made of a schema, on a shadow or a server in use. */
export function readSchemaModel(database: Server, settings: SchemaSettings): Promise<SchemaModel> {
  // Postgres writes names and expressions with their schemas where no search path would find them.
  return withSearchPath(database, '', async () => {
    const queries = modelQueries(settings);
    const relations = await database.query(queries.relations);
    const columns = await grouped(database, queries.columns, columnOf);
    const constraints = await grouped(database, queries.constraints, constraintOf);
    const indexes = await grouped(database, queries.indexes, indexOf);
    const policies = await grouped(database, queries.policies, policyOf);
    const triggers = await grouped(database, queries.triggers, triggerOf);
    const isView = (row: ShadowRow): boolean => ['v', 'm'].includes(textIn(row, 'kind'));
    const parts = { columns, constraints, indexes, policies, triggers };
    return {
      engine: { name: database.engine.name, version: database.engine.version },
      schemas: (await database.query(queries.schemas)).map((row) => textIn(row, 'name')),
      tables: relations.filter((row) => !isView(row)).map((row) => tableOf(row, parts)),
      views: relations.filter(isView).map((row) => viewOf(row, columns.get(textIn(row, 'id')) ?? [])),
      routines: (await database.query(queries.routines)).map(routineOf),
      types: (await database.query(queries.types)).map(typeOf),
      extensions: (await database.query(queries.extensions)).map((row) => textIn(row, 'name')),
    };
  });
}

type Groups<Part> = ReadonlyMap<string, readonly Part[]>;

async function grouped<Part>(
  database: Server,
  sql: string,
  read: (row: ShadowRow) => Part,
): Promise<Groups<Part>> {
  const groups = new Map<string, Part[]>();
  for (const row of await database.query(sql)) {
    const relation = textIn(row, 'relation');
    const group = groups.get(relation);
    if (group) group.push(read(row));
    else groups.set(relation, [read(row)]);
  }
  return groups;
}

function named(row: ShadowRow): NamedModel {
  const comment = textIn(row, 'comment');
  return {
    full: textIn(row, 'full'),
    schema: textIn(row, 'schema'),
    name: textIn(row, 'name'),
    ...(comment !== '' && { comment }),
  };
}

function tableOf(
  row: ShadowRow,
  parts: {
    readonly columns: Groups<ColumnModel>;
    readonly constraints: Groups<ConstraintModel>;
    readonly indexes: Groups<IndexModel>;
    readonly policies: Groups<PolicyModel>;
    readonly triggers: Groups<TriggerModel>;
  },
): TableModel {
  const id = textIn(row, 'id');
  const kind = textIn(row, 'kind');
  const partitionOf = textIn(row, 'partition_of');
  const estimate = numberIn(row, 'estimate');
  return {
    ...named(row),
    kind: kind === 'p' ? 'partitioned' : kind === 'f' ? 'foreign' : 'table',
    ...(partitionOf !== '' && { partitionOf }),
    ...(!Number.isNaN(estimate) && { rowEstimate: Math.round(estimate) }),
    rowSecurity: flagIn(row, 'secured'),
    columns: parts.columns.get(id) ?? [],
    constraints: parts.constraints.get(id) ?? [],
    indexes: parts.indexes.get(id) ?? [],
    policies: parts.policies.get(id) ?? [],
    triggers: parts.triggers.get(id) ?? [],
  };
}

function viewOf(row: ShadowRow, columns: readonly ColumnModel[]): ViewModel {
  return {
    ...named(row),
    kind: textIn(row, 'kind') === 'm' ? 'materialized view' : 'view',
    columns,
    definition: textIn(row, 'definition').trim(),
    reads: listIn(row, 'reads'),
  };
}

function columnOf(row: ShadowRow): ColumnModel {
  const initial = textIn(row, 'initial');
  const comment = textIn(row, 'comment');
  return {
    name: textIn(row, 'name'),
    type: textIn(row, 'type'),
    required: flagIn(row, 'required'),
    ...(initial !== '' && { initial }),
    ...(flagIn(row, 'identity') && { identity: true }),
    ...(flagIn(row, 'generated') && { generated: true }),
    ...(comment !== '' && { comment }),
  };
}

const CONSTRAINT_KINDS: Readonly<Record<string, ConstraintKind>> = {
  p: 'primary key',
  u: 'unique',
  f: 'foreign key',
  x: 'exclusion',
};

function constraintOf(row: ShadowRow): ConstraintModel {
  const referenced = textIn(row, 'referenced');
  return {
    name: textIn(row, 'name'),
    kind: CONSTRAINT_KINDS[textIn(row, 'kind')] ?? 'check',
    columns: listIn(row, 'columns'),
    definition: textIn(row, 'definition'),
    validated: flagIn(row, 'validated'),
    ...(referenced !== '' && {
      references: { table: referenced, columns: listIn(row, 'referenced_columns') },
    }),
  };
}

function indexOf(row: ShadowRow): IndexModel {
  const all = Array.isArray(row.columns) ? row.columns : [];
  const columns = all.map((name) => (typeof name === 'string' ? name : undefined));
  const keyCount = numberIn(row, 'key_count');
  const predicate = textIn(row, 'predicate');
  return {
    name: textIn(row, 'name'),
    method: textIn(row, 'method'),
    columns: columns.slice(0, keyCount),
    included: columns.slice(keyCount).filter((name) => name !== undefined),
    unique: flagIn(row, 'is_unique'),
    ofConstraint: flagIn(row, 'of_constraint'),
    ...(predicate !== '' && { predicate }),
    valid: flagIn(row, 'valid'),
    definition: textIn(row, 'definition'),
  };
}

const POLICY_COMMANDS: Readonly<Record<string, string>> = {
  r: 'select',
  a: 'insert',
  w: 'update',
  d: 'delete',
};

function policyOf(row: ShadowRow): PolicyModel {
  const using = textIn(row, 'condition');
  const check = textIn(row, 'checked');
  return {
    name: textIn(row, 'name'),
    command: POLICY_COMMANDS[textIn(row, 'command')] ?? 'all',
    permissive: flagIn(row, 'permissive'),
    roles: listIn(row, 'roles'),
    ...(using !== '' && { using }),
    ...(check !== '' && { check }),
  };
}

function triggerOf(row: ShadowRow): TriggerModel {
  return {
    name: textIn(row, 'name'),
    definition: textIn(row, 'definition'),
    enabled: flagIn(row, 'enabled'),
  };
}

const ROUTINE_KINDS: Readonly<Record<string, RoutineModel['kind']>> = {
  p: 'procedure',
  a: 'aggregate',
  w: 'window function',
};

function routineOf(row: ShadowRow): RoutineModel {
  const definition = textIn(row, 'definition');
  const volatility = textIn(row, 'volatility');
  return {
    ...named(row),
    kind: ROUTINE_KINDS[textIn(row, 'kind')] ?? 'function',
    arguments: textIn(row, 'arguments'),
    returns: textIn(row, 'returns'),
    language: textIn(row, 'language'),
    volatility: volatility === 'i' ? 'immutable' : volatility === 's' ? 'stable' : 'volatile',
    securityDefiner: flagIn(row, 'definer'),
    ...(definition !== '' && { definition }),
  };
}

const TYPE_KINDS: Readonly<Record<string, TypeModel['kind']>> = { d: 'domain', c: 'composite', r: 'range' };

function typeOf(row: ShadowRow): TypeModel {
  const definition = textIn(row, 'definition');
  return {
    ...named(row),
    kind: TYPE_KINDS[textIn(row, 'kind')] ?? 'enum',
    labels: listIn(row, 'labels'),
    ...(definition !== '' && { definition }),
  };
}
