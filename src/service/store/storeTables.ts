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
  save_memories: ['memories'],
  delete_memories: ['memories'],
};

/** What background rounds write down for themselves, and the consultant's work, which is told by events of its own. */
const UNTOLD: ReadonlySet<string> = new Set([
  'outbox_take',
  'save_embeddings',
  'ensure_vector_indexes',
  'save_consultations',
  'delete_consultations',
  'copy_consultation',
  'append_consultation_events',
  'save_consultation_files',
  'checkpoint_put',
  'checkpoint_put_writes',
  'checkpoint_copy_thread',
  'checkpoint_delete_thread',
  'use_memories',
  'save_approvals',
  'use_approval',
  'record_policy_decisions',
  'record_model_usage',
  'record_confidence_scores',
  'record_confidence_outcomes',
  'record_exposures',
  'record_performance',
  'save_calibrator',
  'confidence_retention',
  'save_schema_snapshot',
  'explain_schema_changes',
]);

/** Undefined when nothing changed that is ever shown. */
export function changedTables(
  functionName: string,
  request: Readonly<Record<string, unknown>>,
  data: unknown,
): readonly string[] | undefined {
  return isBookkeeping(functionName, request, data) ? undefined : (TABLES[functionName] ?? []);
}

/** Nothing that a view would have to read anew. */
function isBookkeeping(
  functionName: string,
  { changes }: Readonly<Record<string, unknown>>,
  data: unknown,
): boolean {
  if (UNTOLD.has(functionName)) return true;
  switch (functionName) {
    case 'apply_pulled':
      return Array.isArray(changes) && changes.length === 0;
    case 'sync_attach':
      return typeof data === 'object' && data !== null && 'changed' in data && data.changed === false;
    default:
      return false;
  }
}
