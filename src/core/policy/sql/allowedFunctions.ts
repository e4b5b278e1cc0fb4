/**
 * Functions that a read may call. Each only computes from its arguments or tells of the database: none writes, waits,
 * takes locks, reads or writes files, runs text as SQL, reaches out, or changes the session. What is not here is refused.
 */
const BY_TOPIC: Readonly<Record<string, string>> = {
  aggregates: `any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every
    json_agg json_agg_strict json_object_agg json_object_agg_strict json_object_agg_unique
    json_object_agg_unique_strict jsonb_agg jsonb_agg_strict jsonb_object_agg jsonb_object_agg_strict
    jsonb_object_agg_unique jsonb_object_agg_unique_strict max min mode percentile_cont percentile_disc range_agg
    range_intersect_agg regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy
    stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance xmlagg`,
  windows: `cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number`,
  numbers: `abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh cbrt ceil ceiling cos cosd cosh cot cotd
    degrees div erf erfc exp factorial floor gamma gcd lcm lgamma ln log log10 min_scale mod numeric_div_trunc pi pow
    power radians random random_normal round scale sign sin sind sinh sqrt tan tand tanh trim_scale trunc width_bucket
    to_bin to_hex to_oct crc32 crc32c`,
  texts: `ascii bit_count bit_length btrim casefold char_length character_length chr concat concat_ws convert convert_from
    convert_to decode encode format get_bit get_byte initcap is_normalized left length like_escape lower lpad ltrim md5
    normalize octet_length overlay parse_ident position quote_ident quote_literal quote_nullable regexp_count
    regexp_instr regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table
    regexp_substr repeat replace reverse right rpad rtrim set_bit set_byte sha224 sha256 sha384 sha512 similar_escape
    similar_to_escape split_part starts_with string_to_array string_to_table strpos substr substring to_ascii translate
    unicode_assigned unicode_version icu_unicode_version unistr upper`,
  times: `age clock_timestamp date_add date_bin date_part date_subtract date_trunc extract isfinite justify_days
    justify_hours justify_interval localtimestamp make_date make_interval make_time make_timestamp make_timestamptz now
    overlaps statement_timestamp timeofday timezone to_char to_date to_number to_timestamp transaction_timestamp`,
  arrays: `array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position
    array_positions array_prepend array_remove array_replace array_reverse array_sample array_shuffle array_sort
    array_to_json array_to_string array_upper cardinality enum_first enum_last enum_range generate_series
    generate_subscripts trim_array unnest num_nonnulls num_nulls`,
  json: `array_to_tsvector json_array_elements json_array_elements_text json_array_length json_build_array
    json_build_object json_each json_each_text json_extract_path json_extract_path_text json_object json_object_keys
    json_populate_record json_populate_recordset json_strip_nulls json_to_record json_to_recordset json_typeof
    jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object
    jsonb_concat jsonb_contained jsonb_contains jsonb_delete jsonb_delete_path jsonb_each jsonb_each_text jsonb_exists
    jsonb_exists_all jsonb_exists_any jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object
    jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query
    jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first jsonb_path_query_first_tz
    jsonb_path_query_tz jsonb_populate_record jsonb_populate_record_valid jsonb_populate_recordset jsonb_pretty
    jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof row_to_json to_json
    to_jsonb`,
  textSearch: `get_current_ts_config json_to_tsvector jsonb_to_tsvector numnode phraseto_tsquery plainto_tsquery
    querytree setweight strip to_tsquery to_tsvector ts_debug ts_delete ts_filter ts_headline ts_lexize ts_parse ts_rank
    ts_rank_cd ts_token_type tsquery_phrase tsvector_to_array websearch_to_tsquery`,
  ranges: `datemultirange daterange int4multirange int4range int8multirange int8range isempty lower_inc lower_inf
    multirange nummultirange numrange range_merge tsmultirange tsrange tstzmultirange tstzrange upper_inc upper_inf`,
  networksAndShapes: `abbrev area bound_box broadcast center diagonal diameter family height host hostmask inet_merge
    inet_same_family isclosed ishorizontal isopen isparallel isperp isvertical macaddr8_set7bit masklen netmask network
    npoints pclose popen radius set_masklen slope width`,
  xml: `xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlcomment xmlexists xmltext xpath
    xpath_exists`,
  identifiers: `gen_random_uuid uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7`,
  casts: `bit bool box bpchar char cidr circle date float4 float8 int2 int4 int8 interval jsonb line lseg macaddr
    macaddr8 money name numeric oid path pg_lsn point polygon regclass text time timestamp timestamptz timetz varbit
    varchar xid xml hashtext hashtextextended`,
  session: `current_catalog current_database current_role current_schema current_schemas current_setting current_user
    inet_client_addr inet_client_port inet_server_addr inet_server_port pg_backend_pid pg_client_encoding
    pg_conf_load_time pg_is_in_recovery pg_is_wal_replay_paused pg_jit_available pg_postmaster_start_time
    pg_trigger_depth session_user system_user user version pg_my_temp_schema pg_is_other_temp_schema`,
  privileges: `acldefault aclexplode has_any_column_privilege has_column_privilege has_database_privilege
    has_foreign_data_wrapper_privilege has_function_privilege has_language_privilege has_largeobject_privilege
    has_parameter_privilege has_schema_privilege has_sequence_privilege has_server_privilege has_table_privilege
    has_tablespace_privilege has_type_privilege makeaclitem pg_has_role row_security_active`,
  catalogs: `_pg_char_max_length _pg_char_octet_length _pg_datetime_precision _pg_expandarray _pg_index_position
    _pg_interval_type _pg_numeric_precision _pg_numeric_precision_radix _pg_numeric_scale _pg_truetypid _pg_truetypmod
    col_description format_type getdatabaseencoding obj_description shobj_description pg_basetype
    pg_available_extension_versions pg_available_extensions pg_char_to_encoding pg_collation_actual_version
    pg_collation_for pg_collation_is_visible pg_column_compression pg_column_is_updatable pg_column_size
    pg_column_toast_chunk_id pg_conversion_is_visible pg_describe_object pg_encoding_max_length pg_encoding_to_char
    pg_extension_update_paths pg_filenode_relation pg_function_is_visible pg_get_acl pg_get_catalog_foreign_keys
    pg_get_constraintdef pg_get_expr pg_get_function_arg_default pg_get_function_arguments
    pg_get_function_identity_arguments pg_get_function_result pg_get_function_sqlbody pg_get_functiondef
    pg_get_indexdef pg_get_keywords pg_get_object_address pg_get_partition_constraintdef pg_get_partkeydef
    pg_get_publication_tables pg_get_replica_identity_index pg_get_ruledef pg_get_serial_sequence
    pg_get_statisticsobjdef pg_get_statisticsobjdef_columns pg_get_statisticsobjdef_expressions pg_get_triggerdef
    pg_get_userbyid pg_get_viewdef pg_identify_object pg_identify_object_as_address pg_index_column_has_property
    pg_index_has_property pg_indexam_has_property pg_input_error_info pg_input_is_valid pg_mcv_list_items
    pg_opclass_is_visible pg_operator_is_visible pg_opfamily_is_visible pg_options_to_table pg_partition_ancestors
    pg_partition_root pg_partition_tree pg_relation_filenode pg_relation_is_publishable pg_relation_is_updatable
    pg_sequence_last_value pg_sequence_parameters pg_settings_get_flags pg_show_all_settings pg_statistics_obj_is_visible
    pg_table_is_visible pg_tablespace_databases pg_tablespace_location pg_timezone_abbrevs pg_timezone_names
    pg_ts_config_is_visible pg_ts_dict_is_visible pg_ts_parser_is_visible pg_ts_template_is_visible pg_type_is_visible
    pg_typeof satisfies_hash_partition to_regclass to_regcollation to_regnamespace to_regoper to_regoperator to_regproc
    to_regprocedure to_regrole to_regtype to_regtypemod`,
  sizesAndActivity: `mxid_age pg_blocking_pids pg_current_snapshot pg_current_wal_flush_lsn pg_current_wal_insert_lsn
    pg_current_wal_lsn pg_current_xact_id_if_assigned pg_database_size pg_indexes_size pg_last_wal_receive_lsn
    pg_last_wal_replay_lsn pg_last_xact_replay_timestamp pg_lock_status pg_notification_queue_usage pg_relation_size
    pg_safe_snapshot_blocking_pids pg_size_bytes pg_size_pretty pg_snapshot_xip pg_snapshot_xmax pg_snapshot_xmin
    pg_stat_get_activity pg_stat_get_analyze_count pg_stat_get_archiver pg_stat_get_autoanalyze_count
    pg_stat_get_autovacuum_count pg_stat_get_blocks_fetched pg_stat_get_blocks_hit pg_stat_get_dead_tuples
    pg_stat_get_ins_since_vacuum pg_stat_get_last_analyze_time pg_stat_get_last_autoanalyze_time
    pg_stat_get_last_autovacuum_time pg_stat_get_last_vacuum_time pg_stat_get_lastscan pg_stat_get_live_tuples
    pg_stat_get_mod_since_analyze pg_stat_get_numscans pg_stat_get_progress_info pg_stat_get_snapshot_timestamp
    pg_stat_get_tuples_deleted pg_stat_get_tuples_fetched pg_stat_get_tuples_hot_updated pg_stat_get_tuples_inserted
    pg_stat_get_tuples_returned pg_stat_get_tuples_updated pg_stat_get_vacuum_count pg_stat_get_wal
    pg_stat_get_wal_senders pg_table_size pg_tablespace_size pg_total_relation_size pg_visible_in_snapshot
    pg_wal_lsn_diff pg_walfile_name pg_xact_commit_timestamp pg_xact_status txid_current_if_assigned
    txid_current_snapshot txid_snapshot_xip txid_snapshot_xmax txid_snapshot_xmin txid_status txid_visible_in_snapshot`,
};

/** Functions of extensions that are in wide use and only compute; they live in `public`, `extensions` or their own schema. */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  pg_trgm: 'show_limit show_trgm similarity strict_word_similarity word_similarity',
  unaccent: 'unaccent',
  fuzzystrmatch:
    'daitch_mokotoff difference dmetaphone dmetaphone_alt levenshtein levenshtein_less_equal metaphone soundex',
  vector: `binary_quantize cosine_distance hamming_distance inner_product jaccard_distance l1_distance l2_distance
    l2_norm l2_normalize subvector vector_dims vector_norm`,
  pgcrypto: 'digest hmac',
  uuid_ossp: `uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 uuid_generate_v4 uuid_generate_v5 uuid_nil uuid_ns_dns
    uuid_ns_oid uuid_ns_url uuid_ns_x500`,
  hstore: 'akeys avals hstore hstore_to_json hstore_to_jsonb skeys svals',
  ltree: 'lca ltree2text nlevel subltree subpath text2ltree',
  cube: 'cube cube_dim cube_distance earth_box earth_distance ll_to_earth',
  pg_stat_statements: 'pg_stat_statements pg_stat_statements_info',
  pgstattuple: 'pgstatginindex pgstathashindex pgstatindex pgstattuple pgstattuple_approx pg_relpages',
  citext: 'citext',
  postgis: `postgis_full_version postgis_version st_area st_asbinary st_asewkt st_asgeojson st_asmvt st_asmvtgeom st_astext
    st_azimuth st_boundary st_buffer st_centroid st_closestpoint st_clusterdbscan st_clusterkmeans st_collect st_contains
    st_convexhull st_coveredby st_covers st_crosses st_difference st_dimension st_disjoint st_distance st_distancesphere
    st_dwithin st_endpoint st_envelope st_equals st_expand st_extent st_flipcoordinates st_geogfromtext st_geohash
    st_geometrytype st_geomfromgeojson st_geomfromtext st_geomfromwkb st_interpolatepoint st_intersection st_intersects
    st_isempty st_isvalid st_isvalidreason st_length st_linefromtext st_lineinterpolatepoint st_makeenvelope st_makeline
    st_makepoint st_makepolygon st_makevalid st_maxdistance st_memunion st_multi st_npoints st_numgeometries st_overlaps
    st_perimeter st_point st_pointfromtext st_pointn st_pointonsurface st_polygon st_relate st_setsrid st_simplify
    st_snaptogrid st_srid st_startpoint st_subdivide st_symdifference st_tileenvelope st_touches st_transform st_union
    st_voronoipolygons st_within st_x st_xmax st_xmin st_y st_ymax st_ymin st_z`,
};

/** Schemas where extensions are put; a function of any other schema is the user's own. */
const EXTENSION_SCHEMAS: ReadonlySet<string> = new Set(['public', 'extensions', 'postgis', 'topology']);

const SYSTEM: ReadonlySet<string> = namesOf(BY_TOPIC);
const EXTENSIONS: ReadonlySet<string> = namesOf(BY_EXTENSION);

/** Whether a read may call the function; `schema` is absent where none is written. */
export function isAllowedFunction(name: string, schema?: string): boolean {
  if (schema === undefined) return SYSTEM.has(name) || EXTENSIONS.has(name);
  if (schema === 'pg_catalog' || schema === 'information_schema') return SYSTEM.has(name);
  return EXTENSION_SCHEMAS.has(schema) && EXTENSIONS.has(name);
}

function namesOf(groups: Readonly<Record<string, string>>): ReadonlySet<string> {
  return new Set(Object.values(groups).flatMap((names) => names.split(/\s+/u)));
}
