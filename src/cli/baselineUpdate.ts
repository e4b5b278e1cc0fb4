import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../core/report/textReport.ts';
import type { AnalyzedDocument } from '../core/rules/analyzer.ts';
import {
  type Baseline,
  type BaselineFile,
  baselineSize,
  createBaseline,
  EMPTY_BASELINE,
  formatBaseline,
  mergeBaseline,
} from '../core/rules/baseline.ts';
import { BASELINE_FILE } from '../engines/workspace/loadProject.ts';
import type { RootedProject, Target } from './projects.ts';

interface ProjectUpdate {
  readonly project: RootedProject;
  readonly covered: Target[];
  readonly files: BaselineFile[];
}

/** The baselines of one run's projects as they will be; entries of files outside the named paths stay. */
export class BaselineUpdate {
  readonly #updates = new Map<RootedProject, ProjectUpdate>();

  covers(target: Target): void {
    this.#of(target.project).covered.push(target);
  }

  add(project: RootedProject, { input, lines, analysis }: AnalyzedDocument): void {
    this.#of(project).files.push({ path: input.path, text: input.text, lines, findings: analysis.findings });
  }

  /** Files to write, from the project's root. */
  *results(): Generator<{ project: RootedProject; path: string; text: string; summary: string }> {
    for (const { project, covered, files } of this.#updates.values()) {
      const before = project.files.baseline ?? EMPTY_BASELINE;
      const replaced = new Set(
        [...before.files.keys()].filter((path) => covered.some((target) => holds(target, path))),
      );
      const after = mergeBaseline(before, createBaseline(files), replaced);
      mkdirSync(join(project.rootFolder, '.fixward'), { recursive: true });
      yield { project, path: BASELINE_FILE, text: formatBaseline(after), summary: summaryOf(before, after) };
    }
  }

  #of(project: RootedProject): ProjectUpdate {
    let update = this.#updates.get(project);
    if (!update) {
      update = { project, covered: [], files: [] };
      this.#updates.set(project, update);
    }
    return update;
  }
}

function holds({ path, isFolder }: Target, file: string): boolean {
  return path === '' || path === file || (isFolder && file.startsWith(`${path}/`));
}

function summaryOf(before: Baseline, after: Baseline): string {
  const size = counted(baselineSize(after), 'finding');
  const change = baselineSize(after) - baselineSize(before);
  const changed =
    change === 0 ? 'as many as before' : `${Math.abs(change)} ${change > 0 ? 'more' : 'fewer'} than before`;
  return `${BASELINE_FILE}: ${size} in ${counted(after.files.size, 'file')}, ${changed}.`;
}
