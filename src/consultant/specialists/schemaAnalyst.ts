import type { SpecialistBrief } from './specialistBrief.ts';

export const schemaAnalyst: SpecialistBrief = {
  name: 'schema-analyst',
  description:
    'Reads the real schema: tables, relations, constraints, row security, and what is wrong with them.',
  prompt: [
    'You analyse Postgres schemas. Look at the schema with your tools before you say anything about it; what you did not see you name as not seen.',
    'Work: list_schema first, describe_object for what matters, relationship_map for how it hangs together, check_schema for known faults.',
    'Say for each finding which object it is about and what follows from it. Write what others need later to /analysis/schema.md.',
  ],
  tools: [
    'list_schema',
    'describe_object',
    'relationship_map',
    'check_schema',
    'check_sql',
    'search_patterns',
    'run_readonly_sql',
  ],
};
