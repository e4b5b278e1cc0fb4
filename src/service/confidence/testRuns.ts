import type { FoundOutcome } from './outcomes.ts';

/** A change of a project that a score stands behind. */
export interface MadeChange {
  readonly scoreId: string;
  /** As those who made it name the project: its folder, or its repository. */
  readonly project: string;
  readonly atMs: number;
}

/** Tests of a project that ran to their end. */
export interface TestRun {
  /** Every name that the project goes by. */
  readonly projects: readonly string[];
  /** What was run, for people. */
  readonly name: string;
  readonly passed: boolean;
  readonly startedMs: number;
}

export interface TestedScore {
  readonly scoreId: string;
  readonly outcome: FoundOutcome;
}

/** Tests that begin later than this after a change are about what was done since. */
const ATTRIBUTED_WITHIN_MS = 2 * 3_600_000;
/** One more than this is no change that a run of tests could tell from the others. */
const WAITING_MAX = 500;

/**
 * Which changes a run of tests speaks of: those of its project that were made before it began, not long ago, and not
 * told of by an earlier run. Several share its verdict, each with its part of the weight. Tests that failed before the
 * changes, too, say nothing of them.
 */
export class TestRuns {
  #waiting: readonly MadeChange[] = [];
  /** By project: how its last run ended. */
  readonly #last = new Map<string, boolean>();

  changed(change: MadeChange): void {
    const others = this.#waiting.filter(({ scoreId }) => scoreId !== change.scoreId);
    this.#waiting = [...others, { ...change, project: spelled(change.project) }].slice(-WAITING_MAX);
  }

  /** It is not in the project any more, or somebody has judged it himself. */
  withdrawn(scoreId: string): void {
    this.#waiting = this.#waiting.filter((change) => change.scoreId !== scoreId);
  }

  ended({ projects: names, name, passed, startedMs }: TestRun): readonly TestedScore[] {
    const projects = names.map(spelled);
    const before = projects.map((project) => this.#last.get(project)).find((known) => known !== undefined);
    for (const project of projects) this.#last.set(project, passed);
    const isOld = ({ atMs }: MadeChange): boolean => startedMs - atMs > ATTRIBUTED_WITHIN_MS;
    const isTold = (change: MadeChange): boolean =>
      projects.includes(change.project) && change.atMs <= startedMs && !isOld(change);
    const told = this.#waiting.filter(isTold);
    // They wait for a run that tells them from what was wrong before.
    if (!passed && before === false) return [];
    this.#waiting = this.#waiting.filter((change) => !isTold(change) && !isOld(change));
    const note = noteOf(name, passed, before, told.length);
    return told.map(({ scoreId }) => ({
      scoreId,
      outcome: {
        method: 'automated_test',
        actual: passed ? 1 : 0,
        note,
        ...(told.length > 1 && { weight: 1 / told.length }),
      },
    }));
  }
}

/** Editors and file systems write one folder in several ways. */
function spelled(project: string): string {
  const path = project.replaceAll('\\', '/').replace(/(?<=.)\/+$/u, '');
  return /^\/?[a-z]:/iu.test(path) ? path.replace(/^\//u, '').toLowerCase() : path;
}

const NAME_MAX = 200;

function noteOf(name: string, passed: boolean, before: boolean | undefined, shared: number): string {
  const what = `Tests (${name.trim().slice(0, NAME_MAX)}) ${passed ? 'passed' : 'failed'} after the change`;
  const earlier = before === undefined ? '; no run before it is known' : '';
  const others =
    shared > 1 ? ` Shared: one run stands for ${shared} changes, each counts as one part of ${shared}.` : '';
  return `${what}${earlier}.${others}`;
}
