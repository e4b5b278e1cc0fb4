import type { PermissionRequest } from '../../core/policy/permission.ts';

interface EntityName {
  readonly type: string;
  readonly id: string;
}

/** A request in the engine's own words. */
export interface CedarRequest {
  readonly principal: EntityName;
  readonly action: EntityName;
  readonly resource: EntityName;
  readonly context: Record<string, string | boolean>;
  readonly entities: {
    readonly uid: EntityName;
    readonly attrs: Record<string, string>;
    readonly parents: EntityName[];
  }[];
}

const ROLES: Readonly<Record<PermissionRequest['principal'], string>> = {
  consultant: 'agents',
  'schema-analyst': 'agents',
  'migration-specialist': 'agents',
  'performance-optimizer': 'agents',
  'documentation-researcher': 'agents',
  'external-agent': 'outsiders',
  user: 'people',
};

const TYPES: Readonly<Record<PermissionRequest['target']['kind'], string>> = {
  workspace: 'Workspace',
  shadow: 'Shadow',
  database: 'Database',
  server: 'Server',
  consultation: 'Consultation',
};

/** Puts a request into the schema's words; what is not known of a database counts as the worst. */
export function cedarRequest(request: PermissionRequest): CedarRequest {
  const { principal, tool, action, target, tainted, trusted, writable, approved } = request;
  const agent = { type: 'Agent', id: principal };
  const name = target.name ?? '';
  const resource = { type: TYPES[target.kind], id: name };
  return {
    principal: agent,
    action: { type: 'Action', id: action },
    resource,
    context: { tool, tainted, trusted, writable, approved },
    entities: [
      { uid: agent, attrs: {}, parents: [{ type: 'Role', id: ROLES[principal] }] },
      { uid: resource, attrs: attributesOf(target), parents: [] },
    ],
  };
}

function attributesOf({ kind, name = '', environment }: PermissionRequest['target']): Record<string, string> {
  if (kind === 'database') return { name, environment: environment ?? 'production' };
  return kind === 'server' ? { name } : {};
}
