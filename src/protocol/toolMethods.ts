/** Methods by which a client runs the consultant’s tools one by one. */

export type ToolAction =
  | 'read_workspace'
  | 'read_schema'
  | 'query_database'
  | 'propose'
  | 'write_file'
  | 'write_database'
  | 'reach_out';

/** `tools/list` → `{tools}` */
export interface ToolDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly action: ToolAction;
  /** JSON Schema of the input. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** `tools/run` → ToolAnswer; event `tools/progress` → `{name, line}` meanwhile. */
export interface ToolRunParams {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly project?: string;
  readonly trusted: boolean;
  readonly connection?: string;
  /** The user himself when absent. */
  readonly principal?: 'user' | 'external-agent';
}

export type ToolAnswer =
  | { readonly ok: true; readonly data: unknown; readonly text: string; readonly untrusted: boolean }
  | { readonly ok: false; readonly code: string; readonly message: string };
