/** Tables that a writing function changes, for views that show them; empty: any of them. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  save_patterns: ['fix_patterns'],
  review_patterns: ['fix_patterns'],
  delete_patterns: ['fix_patterns'],
  merge_patterns: ['fix_patterns', 'pattern_relationships'],
  record_applications: ['pattern_applications', 'fix_patterns'],
  relate_patterns: ['pattern_relationships'],
  save_rules: ['guardian_rules'],
  record_rule_events: ['guardian_rules'],
  save_file_audits: ['file_audit'],
  link_tasks: ['task_links'],
  enqueue_jobs: ['jobs'],
  take_jobs: ['jobs'],
  report_job: ['jobs'],
};

/** Undefined when nothing changed that is ever shown. */
export function changedTables(
  functionName: string,
  request: Readonly<Record<string, unknown>>,
  data: unknown,
): readonly string[] | undefined {
  return isBookkeeping(functionName, request, data) ? undefined : (TABLES[functionName] ?? []);
}

/** What background rounds write down for themselves: none of it is on any view. */
function isBookkeeping(
  functionName: string,
  { changes }: Readonly<Record<string, unknown>>,
  data: unknown,
): boolean {
  switch (functionName) {
    case 'outbox_take':
    case 'save_embeddings':
    case 'ensure_vector_indexes':
      return true;
    case 'apply_pulled':
      return Array.isArray(changes) && changes.length === 0;
    case 'sync_attach':
      return typeof data === 'object' && data !== null && 'changed' in data && data.changed === false;
    default:
      return false;
  }
}
