/** Methods for what the consultant reaches besides models: databases, servers of tools, documentation. */

export type EnvironmentLabel = 'local' | 'development' | 'staging' | 'production';

/** `connections/configure`, never traced: replaces the profiles; kept in memory alone. */
export interface ConnectionsConfigureParams {
  readonly profiles: readonly ConnectionProfile[];
}
export interface ConnectionProfile {
  readonly name: string;
  readonly url: string;
  readonly environment: EnvironmentLabel;
  /** False by default; never true for production. */
  readonly writable: boolean;
}

/** `mcp/configure`, never traced: servers whose tools the consultant may use. */
export interface McpConfigureParams {
  readonly servers: readonly McpServerSettings[];
}
export interface McpServerSettings {
  readonly name: string;
  readonly transport:
    | {
        readonly kind: 'stdio';
        readonly command: string;
        readonly args: readonly string[];
        readonly environment?: Readonly<Record<string, string>>;
      }
    | { readonly kind: 'http'; readonly url: string; readonly headers?: Readonly<Record<string, string>> };
  /** Tools that may be used; none but these. */
  readonly tools: readonly string[];
  readonly purpose?: 'database' | 'documentation' | 'tasks' | 'other';
}
/** `mcp/status` → `{servers}`; event `mcp/changed` carries the same. */
export interface McpServerStatus {
  readonly name: string;
  readonly state: 'off' | 'connecting' | 'ready' | 'degraded' | 'failed';
  readonly problem?: string;
  readonly tools: readonly { readonly name: string; readonly allowed: boolean }[];
}

/**
 * `knowledge/documentationRound`: what the configured documentation server says of Postgres and Supabase that it had not
 * said before.
 */
export interface DocumentationRoundParams {
  /** Asked in place of Fixward's own questions. */
  readonly queries?: readonly string[];
  /** False: what rounds of the last week found, without asking anyone. */
  readonly ask?: boolean;
  /** Keeps a draft of a pattern for each of the news. */
  readonly propose?: boolean;
}
export interface DocumentationRoundResult {
  /** Markdown; what servers said stands in it as text. */
  readonly report: string;
  /** News of the last week, which the report shows. */
  readonly news: number;
  /** Those of this round. */
  readonly found: number;
  readonly answered: number;
  readonly unanswered: number;
  /** Why the round could not be made or was not finished. */
  readonly problem?: string;
  readonly proposals?: DocumentationProposals;
}
/** Event `knowledge/documentation`: a round found something. */
export interface DocumentationEvent {
  readonly news: number;
  /** A user began it and is shown its report; else it was the round of the week. */
  readonly asked: boolean;
}
export interface DocumentationProposals {
  readonly created: number;
  /** Drafts that were there already, or that somebody has worked on. */
  readonly known: number;
  readonly problems: readonly string[];
}
