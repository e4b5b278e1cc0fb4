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
  save_embeddings: ['fix_patterns'],
  enqueue_jobs: ['jobs'],
  take_jobs: ['jobs'],
  report_job: ['jobs'],
};

export function changedTables(functionName: string): readonly string[] {
  return TABLES[functionName] ?? [];
}
