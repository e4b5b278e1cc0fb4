import type { PatternFields } from './library.ts';

/** What the library's closed fields may hold, in the order in which people are offered them. */
export const PROBLEM_TYPES = [
  'Security',
  'Architecture',
  'Standards',
  'UI-UX',
  'Performance',
  'Data',
] as const;
export const PATTERN_SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;
export const PATTERN_STATUSES = ['active', 'suggested', 'draft', 'retired'] as const;
export const PATTERN_LANGUAGES = [
  'typescript',
  'tsx',
  'javascript',
  'python',
  'go',
  'java',
  'rust',
  'ruby',
  'php',
  'csharp',
  'kotlin',
  'yaml',
  'json',
  'html',
  'css',
  'bash',
  'sql',
] as const;
export const AUDIT_STATUSES = ['Not Started', 'In Progress', 'Complete', 'Failed'] as const;

/** What writing a pattern begins with. */
export const EMPTY_PATTERN_FIELDS: PatternFields = {
  key: '',
  title: '',
  problem_type: 'Standards',
  severity: 'MEDIUM',
  tags: [],
  layers: [],
  workflows: [],
  file_types: [],
  problem_description: '',
  symptoms: [],
  solution_steps: [],
  verification_steps: [],
  learnings: [],
  anti_patterns: [],
  rule_ids: [],
  examples: [],
  counter_examples: [],
  related_files: [],
  references: [],
};
