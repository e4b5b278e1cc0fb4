/** What a pattern's closed fields may hold. */
export const PROBLEM_TYPES = [
  'Security',
  'Architecture',
  'Standards',
  'UI-UX',
  'Performance',
  'Data',
] as const;
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;
export const LANGUAGES = [
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
