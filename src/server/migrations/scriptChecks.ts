import { NEVER_CANCELLED } from '../../core/cancellation.ts';
import type { MigrationScript } from '../../core/migrations/migration.ts';
import { levelOf, type ReportedFinding } from '../../core/report/findingReport.ts';
import type { CheckedDocument, JoinFindings } from '../documents.ts';
import type { LoadedProject } from '../projects.ts';
import { uriOfPath } from '../uris.ts';

interface KnownCheck {
  readonly checked: CheckedDocument;
  readonly epoch: number;
}

/** Checks of scripts that may not be open: once for each text, and again after something around them has changed. */
export class ScriptChecks {
  readonly #known = new WeakMap<LoadedProject, Map<string, KnownCheck>>();
  readonly #nowMs: () => number;
  readonly #join: JoinFindings;
  #epoch = 0;

  constructor(nowMs: () => number, join: JoinFindings) {
    this.#nowMs = nowMs;
    this.#join = join;
  }

  /** What is known beyond the texts has changed; checking the same text again costs little. */
  outdate(): void {
    this.#epoch += 1;
  }

  /** What the rules say of a script's file; undefined when it is not checked. */
  async check(project: LoadedProject, { path, text }: MigrationScript): Promise<CheckedDocument | undefined> {
    const ofProject = this.#known.get(project) ?? new Map<string, KnownCheck>();
    this.#known.set(project, ofProject);
    const known = ofProject.get(path);
    if (known?.epoch === this.#epoch && known.checked.document.input.text === text) return known.checked;
    await project.prepare('sql');
    const startedMs = this.#nowMs();
    const input = { path, language: 'sql', text } as const;
    const document = project.analyzer.analyze(input, known?.checked.document, NEVER_CANCELLED);
    if (!document) return undefined;
    const bare = {
      uri: uriOfPath(`${project.root ?? ''}/${path}`),
      version: -1,
      project,
      document,
      own: project.fresh(document),
      milliseconds: this.#nowMs() - startedMs,
    };
    const checked: CheckedDocument = { ...bare, findings: this.#join(bare) };
    ofProject.set(path, { checked, epoch: this.#epoch });
    return checked;
  }
}

/** The findings of a script as `fixward check` prints them, without fixes: a certificate is no work list. */
export function reportedFindings(
  { document, findings }: CheckedDocument,
  { span, path }: MigrationScript,
): readonly ReportedFinding[] {
  return findings
    .filter((finding) => span.start <= finding.span.start && finding.span.start <= span.end)
    .map(({ ruleId, severity, message, span: at, origin, layer, patternId }) => ({
      ruleId,
      severity,
      level: levelOf(severity),
      message,
      path,
      range: document.lines.rangeOf(at),
      origin,
      fixes: [],
      ...(layer !== undefined && { layer }),
      ...(patternId !== undefined && { patternId }),
    }));
}
