/**
 * Kinds of nodes a read is made of. A kind that a later Postgres adds is refused until it has been looked at.
 */
export const READ_NODES: ReadonlySet<string> = new Set(
  `SelectStmt ResTarget ColumnRef A_Star A_Const Integer Float Boolean String BitString A_Expr BoolExpr NullTest
  BooleanTest FuncCall NamedArgExpr A_Indices A_Indirection A_ArrayExpr TypeCast TypeName CollateClause SortBy WindowDef
  RangeVar RangeSubselect RangeFunction RangeTableSample RangeTableFunc RangeTableFuncCol JoinExpr Alias ColumnDef List
  WithClause CommonTableExpr CTESearchClause CTECycleClause SubLink CaseExpr CaseWhen RowExpr CoalesceExpr MinMaxExpr
  SQLValueFunction XmlExpr XmlSerialize GroupingFunc GroupingSet ParamRef SetToDefault MultiAssignRef
  JsonFormat JsonReturning JsonValueExpr JsonConstructorExpr JsonIsPredicate JsonBehavior JsonOutput JsonArgument
  JsonFuncExpr JsonTablePathSpec JsonTable JsonTableColumn JsonKeyValue JsonParseExpr JsonScalarExpr JsonSerializeExpr
  JsonObjectConstructor JsonArrayConstructor JsonArrayQueryConstructor JsonAggConstructor JsonObjectAgg
  JsonArrayAgg`.split(/\s+/u),
);

/** Ways of taking a sample of a table; another name calls somebody's own function. */
export const SAMPLING_METHODS: ReadonlySet<string> = new Set([
  'system',
  'bernoulli',
  'system_rows',
  'system_time',
]);

/** Options of EXPLAIN; those of extensions are refused. */
export const EXPLAIN_OPTIONS: ReadonlySet<string> = new Set([
  'analyze',
  'verbose',
  'costs',
  'settings',
  'generic_plan',
  'buffers',
  'serialize',
  'wal',
  'timing',
  'summary',
  'memory',
  'format',
]);

/** Catalogs with password hashes, connection strings and the bytes of stored files; a model has no use for them. */
const SECRET_CATALOGS: ReadonlySet<string> = new Set([
  'pg_authid',
  'pg_shadow',
  'pg_user_mapping',
  'pg_user_mappings',
  'pg_subscription',
  'pg_largeobject',
  'pg_hba_file_rules',
  'pg_ident_file_mappings',
  'pg_file_settings',
]);

/** Tables that hold secrets by their purpose, wherever the vault extension is used. */
const SECRET_SCHEMAS: ReadonlySet<string> = new Set(['vault', 'pgsodium']);

/** Whether reading the relation hands out secrets. */
export function holdsSecrets(name: string, schema?: string): boolean {
  if (schema !== undefined && SECRET_SCHEMAS.has(schema)) return true;
  return (schema === undefined || schema === 'pg_catalog') && SECRET_CATALOGS.has(name);
}
