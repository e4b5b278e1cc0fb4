import type { ShadowService } from '../engines/shadow/shadowService.ts';
import type { Project } from '../engines/workspace/createProjectAnalyzer.ts';
import type { Engines } from '../engines/workspace/engines.ts';
import type { ConnectionProfile } from '../protocol/connectionMethods.ts';
import type { Proposal } from '../protocol/consult.ts';

/** A project as tools read it; absent when the question is about none. */
export interface ToolProject extends Project {
  /** Absolute. */
  readonly rootFolder: string;
}

/** What tools get to work with. Everything that costs time to open is opened by the first tool that needs it. */
export interface ToolContext {
  readonly project?: () => Promise<ToolProject>;
  /** False: nothing of the workspace's own configuration is read, and nothing of it is run. */
  readonly trusted: boolean;
  /** Parsers, for texts that belong to no project. */
  readonly engines: Engines;
  readonly shadow: () => Promise<ShadowService>;
  /** Profiles by name; a tool that names none uses `connection`. */
  readonly connections: ReadonlyMap<string, ConnectionProfile>;
  /** The profile chosen for this work. */
  readonly connection?: string;
  /** Runs a method of the service, such as `search/patterns`. */
  readonly ask: (method: string, params: unknown) => Promise<unknown>;
  /** Where proposals are kept and numbered. */
  readonly proposals: ProposalShelf;
  readonly signal: AbortSignal;
  /** One line about what is being done, for who waits. */
  readonly progress: (line: string) => void;
}

export interface ProposalShelf {
  list(): readonly Proposal[];
  /** Gives it the next number and keeps it. */
  add(proposal: Omit<Proposal, 'id' | 'number' | 'upPath' | 'downPath'>): Promise<Proposal>;
}
