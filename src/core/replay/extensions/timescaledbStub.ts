/** Hypertables stay plain tables. */
export const TIMESCALEDB_STUB = {
  sql: `create schema if not exists _timescaledb_catalog;
    create function create_hypertable(relation regclass, time_column_name name, partitioning_column name default null,
      number_partitions int default null, associated_schema_name name default null,
      associated_table_prefix name default null, chunk_time_interval anyelement default null::bigint,
      create_default_indexes boolean default true, if_not_exists boolean default false,
      partitioning_func regproc default null, migrate_data boolean default false)
      returns table (hypertable_id int, schema_name name, table_name name, created boolean) language sql
      as 'select 1, ''public''::name, ''''::name, true';
    create function add_dimension(hypertable regclass, column_name name, number_partitions int default null,
      chunk_time_interval anyelement default null::bigint, partitioning_func regproc default null,
      if_not_exists boolean default false) returns int language sql as 'select 1';
    create function add_retention_policy(relation regclass, drop_after "any", if_not_exists boolean default false)
      returns int language internal as 'pg_trigger_depth';
    create function remove_retention_policy(relation regclass, if_exists boolean default false) returns void
      language sql as '';
    create function add_compression_policy(hypertable regclass, compress_after "any", if_not_exists boolean default false)
      returns int language internal as 'pg_trigger_depth';
    create function remove_compression_policy(hypertable regclass, if_exists boolean default false) returns boolean
      language sql as 'select true';
    create function set_chunk_time_interval(hypertable regclass, chunk_time_interval anyelement,
      dimension_name name default null) returns void language sql as '';
    create function time_bucket(bucket_width interval, ts timestamptz) returns timestamptz language sql immutable
      as 'select $2';
    create function time_bucket(bucket_width interval, ts timestamp) returns timestamp language sql immutable
      as 'select $2';
    create function time_bucket(bucket_width interval, ts date) returns date language sql immutable as 'select $2';`,
};
