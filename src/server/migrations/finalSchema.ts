import { errorMessage } from '../../core/errorMessage.ts';
import { secondsLabel } from '../../core/proof/certificateWords.ts';
import type { ReplayReport } from '../../core/replay/replayReport.ts';
import type { Finding } from '../../core/rules/finding.ts';
import { schemaMatchersOf } from '../../core/schema/schemaMatchers.ts';
import { type SettledFindings, settleFindings } from '../../core/schema/settleFindings.ts';
import { LineIndex } from '../../core/text/lineIndex.ts';
import type { ShadowProgress } from '../../engines/shadow/shadowService.ts';
import type { FinalSchemaSummary } from '../../protocol/lsp.ts';
import type { CheckedDocument } from '../documents.ts';
import type { ProjectHistory } from './migrationCatalog.ts';
import { historyKey } from './proofKeys.ts';
import { remedyFiles } from './remedyFiles.ts';
import { joinSchemaFindings, type ReplayedScript } from './schemaFindings.ts';
import type { ShadowAccess } from './shadowAccess.ts';

/** What came out of replaying one folder. */
interface Outcome {
  readonly of: ProjectHistory;
  readonly report: ReplayReport;
  readonly scripts: ReadonlyMap<string, ReplayedScript>;
  readonly notes: readonly string[];
  /** Findings that stand in a file. */
  readonly count: number;
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
  readonly #now: () => Date;
  readonly #outcomes = new Map<string, Outcome>();

  constructor(shadow: ShadowAccess, now: () => Date) {
    this.#shadow = shadow;
    this.#now = now;
  }

  /** Replays a folder as it stands in the editor and keeps what is found, in place of what was. */
  async check(of: ProjectHistory, call: ReplayCall): Promise<ReplayOutcome> {
    const { project, history } = of;
    const { ruleSet, config } = project.analyzer;
    const ruleIds = ruleSet.rules.filter((rule) => schemaMatchersOf(rule).length > 0).map(({ id }) => id);
    try {
      const report = await this.#shadow.call((service) =>
        service.replay(
          { migrations: history.migrations, settings: project.schemaSettings(history), ruleIds },
          call,
        ),
      );
      const settled = settleFindings(report, {
        waivers: config.database.waivers,
        idsOf: ruleSet.idsOf,
        ruleIds: new Set(ruleIds),
        ...newestPathOf(of),
      });
      const scripts = scriptsOf(of, report, settled, new Set(ruleIds), () => versionOf(this.#now()));
      const notes = [...failureLines(of, report), ...settledLines(settled), ...report.notes];
      const count = [...settled.byPath.values()].reduce((sum, found) => sum + found.length, 0);
      this.#outcomes.set(keyOf(of), { of, report, scripts, notes, count });
      return {
        findings: count,
        notes,
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
    const { report, notes, count } = outcome;
    return {
      findingCount: count,
      notes,
      detail: `Postgres ${report.engine.version} · ${secondsLabel(report.ms)}`,
    };
  }

  /** Absolute paths of the scripts in which something is found. */
  *pathsWithFindings(): Iterable<string> {
    for (const { of, scripts } of this.#outcomes.values()) {
      for (const [path, { findings }] of scripts) if (findings.length > 0) yield `${of.root}/${path}`;
    }
  }

  /** Nothing has changed since the folder's last replay. */
  isCurrent(of: ProjectHistory): boolean {
    const known = this.#outcomes.get(keyOf(of));
    return known !== undefined && historyKey(known.of.history) === historyKey(of.history);
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
  settled: SettledFindings,
  ruleIds: ReadonlySet<string>,
  now: () => string,
): ReadonlyMap<string, ReplayedScript> {
  const newest = history.migrations.at(-1);
  return new Map(
    history.migrations.map((migration) => [
      migration.up.path,
      {
        text: migration.up.text,
        findings: settled.byPath.get(migration.up.path) ?? [],
        failures: report.failures.filter(({ path }) => path === migration.up.path),
        ruleIds,
        // Migrations before the newest have run somewhere: what mends them comes after them.
        remedyPlace:
          migration === newest
            ? { kind: 'file', upEnd: migration.up.span.end }
            : { kind: 'migration', write: (remedy) => remedyFiles(history, remedy, now()) },
      },
    ]),
  );
}

/** What stands in no file, and waivers that meet nothing, one line each. */
function settledLines({ unplaced, unusedWaivers }: SettledFindings): readonly string[] {
  return [
    ...unplaced.map(({ ruleId, object, message }) => `${object.name}: ${message} (${ruleId})`),
    ...unusedWaivers.map(
      ({ rule, object }) => `the waiver of ${rule} for ${object} meets nothing: it can be removed`,
    ),
  ];
}

/** A schema kept in one file has no newest migration whose second half is still to come. */
function newestPathOf({ history }: ProjectHistory): { readonly newestPath?: string } {
  const newest = history.migrations.at(-1);
  return newest && history.migrations.length > 1 ? { newestPath: newest.up.path } : {};
}

function failureLines({ history }: ProjectHistory, { failures }: ReplayReport): readonly string[] {
  return failures.map(({ path, start, message }) => {
    const text = history.migrations.find(({ up }) => up.path === path)?.up.text ?? '';
    return `${path}:${new LineIndex(text).positionAt(start).line + 1}: did not run: ${message}`;
  });
}

/** `20240131120000`, as migrations are numbered. */
function versionOf(time: Date): string {
  return time.toISOString().replaceAll(/\D/gu, '').slice(0, 14);
}

function keyOf({ root, history }: ProjectHistory): string {
  return `${root}\n${history.folder}`;
}
