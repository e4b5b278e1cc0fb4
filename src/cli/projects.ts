import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { languageOfPath } from '../core/rules/languages.ts';
import type { Limits } from '../core/rules/limits.ts';
import { nearestName } from '../core/rules/nearestName.ts';
import { createProjectAnalyzer, type Project } from '../engines/workspace/createProjectAnalyzer.ts';
import { createEngines, type Engines } from '../engines/workspace/engines.ts';
import { findProjectRoot, isInside, pathFrom } from '../engines/workspace/projectRoot.ts';
import { plainReason } from '../engines/workspace/sourceFile.ts';
import type { WalkedFile } from '../engines/workspace/walkFiles.ts';
import { type CliHost, UsageError } from './cliHost.ts';

/** A path argument with the project it belongs to. */
export interface Target {
  readonly project: RootedProject;
  /** From the project's root; empty for the root itself. */
  readonly path: string;
  readonly isFolder: boolean;
}

export interface RootedProject extends Project {
  readonly rootFolder: string;
}

/** What projects need of the process. */
export type ProjectsHost = Pick<CliHost, 'workingFolder' | 'engineLocations'>;

/** Projects of one run; paths of several projects may be named together. */
export class Projects {
  readonly engines: Engines;
  readonly #host: ProjectsHost;
  readonly #only: readonly string[];
  readonly #limits: Limits | undefined;
  readonly #projects = new Map<string, Promise<RootedProject>>();

  constructor(host: ProjectsHost, only: readonly string[], limits?: Limits) {
    this.#host = host;
    this.#only = only;
    this.#limits = limits;
    this.engines = createEngines(host.engineLocations);
  }

  /** Throws a `UsageError` for a path that does not exist. */
  async target(command: string, path: string): Promise<Target> {
    const absolute = resolve(this.#host.workingFolder, path);
    const isFolder = kindOf(command, path, absolute) === 'folder';
    const project = await this.project(findProjectRoot(absolute, this.#host.workingFolder));
    return { project, path: pathFrom(project.rootFolder, absolute), isFolder };
  }

  /** For a text whose file need not exist. */
  async targetOfText(path: string): Promise<Target> {
    const absolute = resolve(this.#host.workingFolder, path);
    let folder = dirname(absolute);
    while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
    const project = await this.project(findProjectRoot(folder, this.#host.workingFolder));
    return { project, path: pathFrom(project.rootFolder, absolute), isFolder: false };
  }

  /** Every project met so far. */
  all(): Promise<readonly RootedProject[]> {
    return Promise.all(this.#projects.values());
  }

  /** How a path is shown: from the working folder when below it, else absolute. */
  shown(project: RootedProject, path: string): string {
    const absolute = resolve(project.rootFolder, path);
    return isInside(this.#host.workingFolder, absolute)
      ? pathFrom(this.#host.workingFolder, absolute)
      : absolute.replaceAll('\\', '/');
  }

  /** The project of a root that `target` found. */
  project(rootFolder: string): Promise<RootedProject> {
    let project = this.#projects.get(rootFolder);
    if (!project) {
      project = this.#load(rootFolder);
      this.#projects.set(rootFolder, project);
    }
    return project;
  }

  async #load(rootFolder: string): Promise<RootedProject> {
    const project = await createProjectAnalyzer({
      rootFolder,
      trusted: true,
      engines: this.engines,
      ...(this.#only.length > 0 && { only: this.#only }),
      ...(this.#limits && { limits: this.#limits }),
    });
    return { ...project, rootFolder };
  }
}

/** Throws a `UsageError` for a rule that no project knows. */
export function requireKnownRules(
  command: string,
  ids: readonly string[],
  projects: readonly RootedProject[],
): void {
  for (const id of ids) {
    if (projects.some(({ analyzer }) => analyzer.ruleSet.resolve(id) !== undefined)) continue;
    const near = nearestName(id, new Set(projects.flatMap(({ knownRuleIds }) => knownRuleIds)));
    const hint = near === undefined ? 'fixward doctor lists the rules' : `did you mean "${near}"?`;
    throw new UsageError(`${command}: no rule is called "${id}"; ${hint}`);
  }
}

/** Files of the targets, each once. A file named by itself is taken even when git ignores it. */
export async function* filesOf(
  targets: readonly Target[],
): AsyncGenerator<{ readonly project: RootedProject; readonly file: WalkedFile }, void, undefined> {
  const seen = new Set<string>();
  for (const { project, path, isFolder } of targets) {
    if (isFolder) {
      for await (const file of project.walk(undefined, path)) {
        const key = resolve(project.rootFolder, file.path);
        if (seen.has(key)) continue;
        seen.add(key);
        yield { project, file };
      }
      continue;
    }
    const absolutePath = resolve(project.rootFolder, path);
    const language = languageOfPath(path);
    if (language === undefined || seen.has(absolutePath) || isIgnored(project, path)) continue;
    seen.add(absolutePath);
    yield { project, file: { path, absolutePath, language } };
  }
}

/** The project's own list holds for files named by themselves too: commit hooks name every changed file. */
export function isIgnored(project: RootedProject, path: string): boolean {
  const parts = path.split('/');
  return parts.some((_, index) => {
    const part = parts.slice(0, index + 1).join('/');
    return project.analyzer.config.ignored(index + 1 < parts.length ? `${part}/` : part);
  });
}

function kindOf(command: string, path: string, absolute: string): 'file' | 'folder' {
  try {
    return statSync(absolute).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const near = nearestEntry(absolute);
    const hint =
      near === undefined ? '' : `; did you mean ${path.slice(0, path.lastIndexOf('/') + 1)}${near}?`;
    throw new UsageError(`${command}: ${path}: ${plainReason(error)}${hint}`);
  }
}

function nearestEntry(absolute: string): string | undefined {
  try {
    return nearestName(
      absolute.slice(dirname(absolute).length).replace(/^[\\/]/u, ''),
      readdirSync(dirname(absolute)),
    );
  } catch {
    return undefined;
  }
}
