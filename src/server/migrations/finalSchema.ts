import { errorMessage } from '../../core/errorMessage.ts';
import type { ReplayReport } from '../../core/replay/replayReport.ts';
import type { Finding } from '../../core/rules/finding.ts';
import { schemaMatchersOf } from '../../core/schema/schemaMatchers.ts';
import type { SchemaFinding } from '../../core/schema/schemaRule.ts';
import { LineIndex } from '../../core/text/lineIndex.ts';
import type { ShadowProgress } from '../../engines/shadow/shadowService.ts';
import type { FinalSchemaSummary } from '../../protocol/lsp.ts';
import type { CheckedDocument } from '../documents.ts';
import type { ProjectHistory } from './migrationCatalog.ts';
import { secondsLabel } from './proofWords.ts';
import { joinSchemaFindings, type ReplayedScript } from './schemaFindings.ts';
import type { ShadowAccess } from './shadowAccess.ts';

/** What came out of replaying one folder. */
interface Outcome {
  readonly of: ProjectHistory;
  readonly report: ReplayReport;
  readonly scripts: ReadonlyMap<string, ReplayedScript>;
}

export interface ReplayCall {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ShadowProgress) => void;
}

export interface ReplayOutcome {
  readonly findings: number;
  readonly notes: readonly string[];
  readonly problems: readonly string[];
  readonly cancelled: boolean;
}

/** The last known final schema of each migration folder, and what the rules over it found. */
export class FinalSchema {
  readonly #shadow: ShadowAccess;
  readonly #outcomes = new Map<string, Outcome>();

  constructor(shadow: ShadowAccess) {
    this.#shadow = shadow;
  }

  /** Replays a folder as it stands in the editor and keeps what is found, in place of what was. */
  async check(of: ProjectHistory, call: ReplayCall): Promise<ReplayOutcome> {
    const { project, history } = of;
    const ruleIds = project.analyzer.ruleSet.rules
      .filter((rule) => schemaMatchersOf(rule).length > 0)
      .map(({ id }) => id);
    try {
      const report = await this.#shadow.call((service) =>
        service.replay(
          { migrations: history.migrations, settings: project.schemaSettings(history), ruleIds },
          call,
        ),
      );
      const scripts = scriptsOf(of, report, new Set(ruleIds));
      this.#outcomes.set(keyOf(of), { of, report, scripts });
      return {
        findings: report.findings.length,
        notes: [...report.notes, ...failureLines(of, report)],
        problems: [],
        cancelled: false,
      };
    } catch (error) {
      const cancelled = call.signal.aborted;
      return { findings: 0, notes: [], problems: cancelled ? [] : [errorMessage(error)], cancelled };
    }
  }

  /** A document's findings together with those that the final schema has in its statements. */
  join(checked: Omit<CheckedDocument, 'findings'>): readonly Finding[] {
    const script = this.#scriptOf(checked);
    return script ? joinSchemaFindings(checked, script) : checked.own;
  }

  summaryOf(of: ProjectHistory): FinalSchemaSummary | undefined {
    const outcome = this.#outcomes.get(keyOf(of));
    if (!outcome) return undefined;
    const { report } = outcome;
    return {
      findingCount: report.findings.length,
      notes: [...failureLines(outcome.of, report), ...report.notes],
      detail: `Postgres ${report.engine.version} · ${secondsLabel(report.ms)}`,
    };
  }

  /** Absolute paths of the scripts in which something is found. */
  *pathsWithFindings(): Iterable<string> {
    for (const { of, scripts } of this.#outcomes.values()) {
      for (const [path, { findings }] of scripts) if (findings.length > 0) yield `${of.root}/${path}`;
    }
  }

  /** The folders whose final schema is known. */
  *folders(): Iterable<ProjectHistory> {
    for (const { of } of this.#outcomes.values()) yield of;
  }

  /** Forgets everything: the rules or the folders are others now. */
  clear(): void {
    this.#outcomes.clear();
  }

  #scriptOf({ project, document }: Omit<CheckedDocument, 'findings'>): ReplayedScript | undefined {
    if (document.input.language !== 'sql') return undefined;
    for (const { of, scripts } of this.#outcomes.values()) {
      if (of.root !== project.root) continue;
      const script = scripts.get(document.input.path);
      if (script) return script;
    }
    return undefined;
  }
}

function scriptsOf(
  { history }: ProjectHistory,
  report: ReplayReport,
  ruleIds: ReadonlySet<string>,
): ReadonlyMap<string, ReplayedScript> {
  const byPath = new Map<string, SchemaFinding[]>();
  for (const finding of report.findings) {
    if (!finding.place) continue;
    const known = byPath.get(finding.place.path);
    if (known) known.push(finding);
    else byPath.set(finding.place.path, [finding]);
  }
  return new Map(
    history.migrations.map(({ up }) => [
      up.path,
      {
        text: up.text,
        findings: byPath.get(up.path) ?? [],
        failures: report.failures.filter(({ path }) => path === up.path),
        ruleIds,
      },
    ]),
  );
}

function failureLines({ history }: ProjectHistory, { failures }: ReplayReport): readonly string[] {
  return failures.map(({ path, start, message }) => {
    const text = history.migrations.find(({ up }) => up.path === path)?.up.text ?? '';
    return `${path}:${new LineIndex(text).positionAt(start).line + 1}: did not run: ${message}`;
  });
}

function keyOf({ root, history }: ProjectHistory): string {
  return `${root}\n${history.folder}`;
}
