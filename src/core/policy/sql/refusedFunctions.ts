/** Why a function is refused: what kind of harm, and one clause that completes "NAME …". */
export interface Refusal {
  readonly kind: string;
  readonly does: string;
}

interface RefusedGroup extends Refusal {
  readonly names: RegExp;
}

// The first group that fits names the reason; the last takes whatever a server keeps for itself.
const GROUPS: readonly RefusedGroup[] = [
  {
    kind: 'file-access',
    does: 'reads or lists files of the server',
    names:
      /^(?:pg_(?:read_(?:binary_)?file(?:_old)?|ls_\w+|stat_file|current_logfile|file_\w+|logdir_ls|hba_file_rules|ident_file_mappings|show_all_file_settings|relation_filepath|config)|adminpack\w*)$/u,
  },
  {
    kind: 'large-object',
    does: 'makes, changes or reads large objects and files',
    names: /^(?:lo_\w+|loread|lowrite|lo)$/u,
  },
  {
    kind: 'set-config',
    does: 'changes a setting of the session',
    names: /^(?:set_config|setseed|set_limit)$/u,
  },
  {
    kind: 'sequence',
    does: 'moves or reads the place of a sequence',
    names: /^(?:nextval|setval|currval|lastval)$/u,
  },
  {
    kind: 'sleep',
    does: 'holds the connection while it waits',
    names: /^pg_sleep\w*$/u,
  },
  {
    kind: 'lock',
    does: 'takes or gives up locks that outlive the query',
    names: /^pg_(?:try_)?advisory_\w+$/u,
  },
  {
    kind: 'notify',
    does: 'sends a message to other sessions',
    names: /^(?:pg_notify|pg_listening_channels)$/u,
  },
  {
    kind: 'other-sessions',
    does: 'ends or disturbs the work of other sessions',
    names: /^pg_(?:terminate_backend|cancel_backend|log_backend_memory_contexts)$/u,
  },
  {
    kind: 'dynamic-sql',
    does: 'runs text as SQL, or reads tables that the query does not name',
    names:
      /^(?:(?:query|cursor|table|schema|database)_to_xml\w*|ts_stat|ts_rewrite|crosstab\w*|connectby|plpgsql_\w+|xslt_process|xpath_table|exec_sql|execute_sql|execute|exec)$/u,
  },
  {
    kind: 'egress',
    does: 'reaches another server',
    names: /^(?:dblink\w*|http\w*|net_\w+|postgres_fdw_\w+|curl\w*|aws_\w+|lambda\w*)$/u,
  },
  {
    kind: 'statistics',
    does: 'throws away statistics that others rely on',
    names:
      /^(?:pg_stat_(?:reset\w*|clear_snapshot|force_next_flush|statements_reset)|pg_(?:restore|clear)_(?:relation|attribute)_stats|pg_stat_kcache_reset|pg_qualstats_reset)$/u,
  },
  {
    kind: 'write-ahead-log',
    does: 'writes to the log of changes, or moves it',
    names:
      /^(?:pg_logical_emit_message|pg_switch_wal|pg_create_restore_point|pg_backup_\w+|pg_(?:start|stop)_backup|pg_wal_replay_\w+|pg_promote|pg_log_standby_snapshot|pg_get_wal_\w+)$/u,
  },
  {
    kind: 'replication',
    does: 'changes or drains replication',
    names: /^pg_(?:\w*replication_\w+|logical_slot_\w+|\w+_slot|sync_replication_slots)$/u,
  },
  {
    kind: 'transaction-number',
    does: 'uses up a transaction number or exports the transaction',
    names: /^(?:txid_current|pg_current_xact_id|pg_export_snapshot)$/u,
  },
  {
    kind: 'maintenance',
    does: 'changes how tables and indexes are stored',
    names:
      /^(?:brin_(?:de)?summarize_\w+|gin_clean_pending_list|pg_prewarm|autoprewarm_\w+|pg_truncate_visibility_map|pg_surgery\w*|heap_force_\w+|pg_import_system_collations|binary_upgrade_\w+|pg_stop_making_pinned_objects|pg_nextoid|pg_extension_config_dump)$/u,
  },
  {
    kind: 'job',
    does: 'plans work to be done later',
    names: /^(?:cron_\w+|schedule|unschedule|schedule_in_database)$/u,
  },
  {
    kind: 'server-control',
    does: 'is not among the functions of the server that a read needs',
    names: /^(?:pg_\w+|currtid2?|amvalidate|ri_fkey_\w+)$/iu,
  },
];

/** Schemas of extensions that exist to reach out, keep secrets or plan work. */
const REFUSED_SCHEMAS: Readonly<Record<string, Refusal>> = {
  net: { kind: 'egress', does: 'sends requests to other servers' },
  http: { kind: 'egress', does: 'sends requests to other servers' },
  cron: { kind: 'job', does: 'plans work to be done later' },
  vault: { kind: 'secrets', does: 'handles stored secrets' },
  pgsodium: { kind: 'secrets', does: 'handles stored secrets' },
  pgmq: { kind: 'queue', does: 'changes message queues' },
  graphql: { kind: 'dynamic-sql', does: 'runs text as queries and changes' },
  graphql_public: { kind: 'dynamic-sql', does: 'runs text as queries and changes' },
  storage: { kind: 'user-function', does: 'belongs to the storage service' },
};

/** Why a function that is not allowed is refused; what is known of no list is the user's own. */
export function refusalOf(name: string, schema?: string): Refusal {
  const bySchema = schema === undefined ? undefined : ownEntry(REFUSED_SCHEMAS, schema);
  return (
    bySchema ?? knownRefusal(name) ?? { kind: 'user-function', does: 'is not known to be safe in a read' }
  );
}

/** The reason for a function that the server or a well-known extension brings; undefined for any other name. */
export function knownRefusal(name: string): Refusal | undefined {
  return GROUPS.find(({ names }) => names.test(name));
}

/** Functions with one argument: `(x).name` and `t.name` call them as `name(x)` does. */
const CALLED_AS_ATTRIBUTE =
  /^(?:pg_\w+|lo_(?:import|export|unlink|creat|create|open|close|from_bytea|get|put|truncate|lseek|tell)\w*|dblink\w*|http_(?:get|post|put|delete|patch|head)|brin_\w+|gin_clean_pending_list|binary_upgrade_\w+|plpgsql_\w+|amvalidate|nextval|currval|setseed|set_limit|ts_stat|crosstab\w*|txid_current)$/u;

/** As `knownRefusal`, for a name that may just as well be a column's. */
export function attributeRefusal(name: string): Refusal | undefined {
  return CALLED_AS_ATTRIBUTE.test(name) ? knownRefusal(name) : undefined;
}

function ownEntry<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
