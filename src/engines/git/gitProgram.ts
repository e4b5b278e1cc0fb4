import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The system's git, looked for in absolute folders of PATH alone: a program of that name in the opened folder must not
 * be what is run.
 */
export function findGit(environment: Environment): string | undefined {
  const names = process.platform === 'win32' ? ['git.exe'] : ['git'];
  const path = environment.PATH ?? environment.Path ?? '';
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    for (const name of names) {
      const program = join(folder, name);
      if (isExecutable(program)) return program;
    }
  }
  return undefined;
}

function isExecutable(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Said before every command. A repository's own configuration can name programs (monitors, hooks, pagers, helpers that
 * fetch what is missing); none of them runs for reading what stands in the repository.
 */
export const SAFE_CONFIGURATION: readonly string[] = [
  '--no-pager',
  '--no-optional-locks',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=false',
  '-c',
  'core.attributesFile=/dev/null',
  '-c',
  'core.alternateRefsCommand=',
  '-c',
  'core.sshCommand=false',
  '-c',
  'core.gitProxy=',
  '-c',
  'credential.helper=',
  '-c',
  'protocol.allow=never',
  '-c',
  'gpg.program=false',
  '-c',
  'log.showSignature=false',
  '-c',
  'log.follow=false',
  '-c',
  'diff.external=',
  '-c',
  'diff.orderFile=/dev/null',
  '-c',
  'submodule.recurse=false',
  '-c',
  'safe.bareRepository=explicit',
];

/** Patches as every configuration writes them alike, made by git itself and by no helper of the repository. */
export const PLAIN_PATCH: readonly string[] = [
  '--patch',
  '--unified=0',
  '--inter-hunk-context=0',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-renames',
  '--full-index',
  '--diff-algorithm=histogram',
  '--ignore-submodules=all',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--diff-filter=M',
  '--relative',
];

/** Variables that a process needs to run at all; whatever else would steer git is left behind. */
export function gitEnvironment(environment: Environment): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !/^(?:GIT_|SSH_ASKPASS$|PAGER$|LESS)/iu.test(name)) kept[name] = value;
  }
  return {
    ...kept,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    // A clone that left objects behind would fetch them, by whatever program its remote names.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
}
