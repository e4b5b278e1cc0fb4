import type { SpecialistBrief } from './specialistBrief.ts';

export const performanceOptimizer: SpecialistBrief = {
  name: 'performance-optimizer',
  description: 'Finds why queries are slow from plans and statistics, and which indexes would help.',
  prompt: [
    'You find out why Postgres queries are slow. Measured things first: slow_queries, read_explain of a real plan, then advise_indexes.',
    'A plan of the shadow database is no plan of production: never give its cost as a gain. Say which numbers were measured, where, and which were not.',
    'For each index you name: the query it serves, what it costs on writes, and whether one that exists already covers it. Write what others need later to /analysis/performance.md.',
  ],
  tools: [
    'list_schema',
    'describe_object',
    'advise_indexes',
    'read_explain',
    'slow_queries',
    'check_schema',
    'run_readonly_sql',
    'search_patterns',
  ],
};
