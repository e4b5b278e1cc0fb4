import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DecidePermission } from '../../src/core/policy/permission.ts';
import type { ShadowService } from '../../src/engines/shadow/shadowService.ts';
import { createProjectAnalyzer } from '../../src/engines/workspace/createProjectAnalyzer.ts';
import { createEngines, type Engines } from '../../src/engines/workspace/engines.ts';
import type { ConnectionProfile } from '../../src/protocol/connectionMethods.ts';
import type { Proposal } from '../../src/protocol/consult.ts';
import type { RunToolOptions } from '../../src/tools/runTool.ts';
import type { ProposalShelf, ToolContext } from '../../src/tools/toolContext.ts';

const engines = createEngines();

export interface TestContextOptions {
  /** Files of the project by path; no project is open when absent. */
  readonly files?: Readonly<Record<string, string>>;
  readonly shadow?: ShadowService;
  readonly connections?: readonly ConnectionProfile[];
  readonly connection?: string;
  readonly trusted?: boolean;
  readonly signal?: AbortSignal;
  readonly ask?: ToolContext['ask'];
  readonly engines?: Engines;
}

/** What a tool needs, with a project of its own on disk where files are given. */
export interface TestContext extends ToolContext {
  readonly lines: readonly string[];
  remove(): Promise<void>;
}

export async function testContext(options: TestContextOptions = {}): Promise<TestContext> {
  const { files, trusted = true, connections = [] } = options;
  const rootFolder = files && (await projectFolder(files));
  const lines: string[] = [];
  return {
    ...(rootFolder !== undefined && {
      project: async () => ({
        ...(await createProjectAnalyzer({ rootFolder, trusted, engines })),
        rootFolder,
      }),
    }),
    trusted,
    engines: options.engines ?? engines,
    shadow: async () => {
      if (!options.shadow) throw new Error('this test has no shadow');
      return options.shadow;
    },
    connections: new Map(connections.map((profile) => [profile.name, profile])),
    ...(options.connection !== undefined && { connection: options.connection }),
    ask: options.ask ?? (async (method) => Promise.reject(new Error(`nobody answers ${method}`))),
    proposals: memoryShelf(),
    signal: options.signal ?? new AbortController().signal,
    progress: (line) => lines.push(line),
    lines,
    remove: async () => {
      if (rootFolder !== undefined) await rm(rootFolder, { recursive: true, force: true });
    },
  };
}

/** Migrations of the names `001_a`, `002_b`, … below `migrations/`. */
export function migrationFiles(...texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text, index) => [`migrations/${String(index + 1).padStart(3, '0')}_step.sql`, text]),
  );
}

export const ALLOW: DecidePermission = () => ({
  decision: 'allow',
  policyId: 'test-allow',
  reason: 'Tests may.',
});

/** A run as the user asks for it, with nothing approved. */
export function runOptions(context: ToolContext, options: Partial<RunToolOptions> = {}): RunToolOptions {
  return {
    context,
    permit: ALLOW,
    onDecision: () => {},
    principal: 'user',
    taint: { tainted: false },
    approvalOf: async () => false,
    ...options,
  };
}

function memoryShelf(): ProposalShelf {
  const kept: Proposal[] = [];
  return {
    list: () => kept,
    add: async (proposal) => {
      const number = kept.length + 1;
      const name = `${String(number).padStart(3, '0')}_proposal`;
      const whole: Proposal = {
        ...proposal,
        id: `proposal-${number}`,
        number,
        upPath: `migrations/${name}.up.sql`,
        downPath: `migrations/${name}.down.sql`,
      };
      kept.push(whole);
      return whole;
    },
  };
}

async function projectFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fixward-tools-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, 'utf8');
  }
  return folder;
}
