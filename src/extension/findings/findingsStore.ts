import type { FindingSummary, FindingsParams } from '../../protocol/lsp.ts';

export interface FindingsTotals {
  readonly findings: number;
  readonly files: number;
  readonly baseline: number;
  readonly suppressed: number;
}

/** The latest findings of every file the server has spoken of. */
export class FindingsStore {
  readonly #files = new Map<string, FindingsParams>();
  readonly #listeners = new Set<() => void>();

  /** Takes a file's complete findings in place of what was known. */
  set(params: FindingsParams): void {
    if (params.findings.length === 0 && params.baselineCount === 0 && params.suppressedCount === 0) {
      if (!this.#files.delete(params.uri)) return;
    } else {
      this.#files.set(params.uri, params);
    }
    this.#changed();
  }

  clear(): void {
    if (this.#files.size === 0) return;
    this.#files.clear();
    this.#changed();
  }

  files(): Iterable<FindingsParams> {
    return this.#files.values();
  }

  findingsOf(uri: string): readonly FindingSummary[] {
    return this.#files.get(uri)?.findings ?? [];
  }

  totals(): FindingsTotals {
    let findings = 0;
    let files = 0;
    let baseline = 0;
    let suppressed = 0;
    for (const file of this.#files.values()) {
      findings += file.findings.length;
      files += file.findings.length > 0 ? 1 : 0;
      baseline += file.baselineCount;
      suppressed += file.suppressedCount;
    }
    return { findings, files, baseline, suppressed };
  }

  /** Calls back after each change; the result ends that. */
  onChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
