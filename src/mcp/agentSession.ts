import type { ServiceClient } from '../store/client/serviceClient.ts';

/** What one agent's connection works with. */
export interface AgentSession {
  readonly service: Pick<ServiceClient, 'request' | 'onEvent'>;
  /** Folder of the project, absolute, as the agent was started in it or says itself. */
  readonly project: () => Promise<string>;
  /** False: nothing of the project's own configuration is read. */
  readonly trusted: boolean;
  readonly version: string;
  readonly log: (line: string) => void;
}
