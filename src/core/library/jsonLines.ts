export interface JsonLine {
  /** 1-based. */
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface JsonLineProblem {
  readonly line: number;
  readonly message: string;
}

/** One JSON object a line; a line that is none costs only itself, empty lines nothing. */
export function parseJsonLines(text: string): {
  readonly lines: readonly JsonLine[];
  readonly problems: readonly JsonLineProblem[];
} {
  const lines: JsonLine[] = [];
  const problems: JsonLineProblem[] = [];
  for (const [index, source] of text
    .replace(/^\uFEFF/u, '')
    .split(/\r\n|\n|\r/u)
    .entries()) {
    if (source.trim() === '') continue;
    const line = index + 1;
    try {
      const value: unknown = JSON.parse(source);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        lines.push({ line, value: Object.fromEntries(Object.entries(value)) });
      } else problems.push({ line, message: 'is no JSON object' });
    } catch (error) {
      problems.push({
        line,
        message: `not valid JSON: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
  }
  return { lines, problems };
}

export function writeJsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
