import type { z } from 'zod';

/** What a tool does to the world; policies speak of these. */
export type ToolAction =
  | 'read_workspace'
  | 'read_schema'
  | 'query_database'
  | 'propose'
  | 'write_file'
  | 'write_database'
  | 'reach_out';

/** Expected failures are told, not thrown: the message is for the reader, be it a person or a model. */
export type ToolResult<Output> =
  | { readonly ok: true; readonly data: Output; readonly text: string }
  | { readonly ok: false; readonly code: ToolFailureCode; readonly message: string };

export type ToolFailureCode =
  | 'invalid'
  | 'not_found'
  | 'refused'
  | 'unavailable'
  | 'needs_approval'
  | 'cancelled'
  | 'failed';

/** What a tool touches, for the policy: decided from its input, before it runs. */
export interface ToolTarget {
  readonly kind: 'workspace' | 'shadow' | 'database' | 'server' | 'consultation';
  /** Name of the profile or server. */
  readonly name?: string;
  readonly environment?: 'local' | 'development' | 'staging' | 'production';
}

/**
 * One typed tool: a plain function with a description, usable by a person, a command, an agent or another program
 * alike. It knows nothing of models.
 */
export interface ConsultTool<Input, Output, Context> {
  /** snake_case. */
  readonly name: string;
  readonly title: string;
  /** What it is for and when to use it; a model reads it with every request, so it is short. */
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly action: ToolAction;
  /** What it returns may hold text that strangers wrote. */
  readonly untrustedOutput: boolean;
  target(input: Input, context: Context): ToolTarget;
  run(input: Input, context: Context): Promise<ToolResult<Output>>;
}
