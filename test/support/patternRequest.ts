/** The least that a fix pattern must say, for tests about how it is kept. */
export function savePatterns(...keys: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    patterns: keys.map((key) => ({
      key,
      title: `Pattern ${key}`,
      problem_type: 'Standards',
      severity: 'LOW',
      problem_description: 'Something repeats.',
    })),
  };
}
