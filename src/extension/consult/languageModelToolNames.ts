/** Names as package.json contributes them, and the tools of the service behind them. */
export const LANGUAGE_MODEL_TOOLS: Readonly<Record<string, string>> = {
  fixward_search_patterns: 'search_patterns',
  fixward_check_sql: 'check_sql',
  fixward_verify_migration: 'verify_migration',
  fixward_explain_locks: 'explain_locks',
  fixward_list_schema: 'list_schema',
  fixward_describe_object: 'describe_object',
};
