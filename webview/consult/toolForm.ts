import type { ToolDescription } from '../../src/protocol/toolMethods.ts';

/** One field of a tool's form. */
export interface ToolField {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly kind: 'text' | 'code' | 'number' | 'boolean' | 'choice' | 'json';
  readonly choices: readonly string[];
  readonly required: boolean;
}

/** Texts of many lines, whatever tool asks for them. */
const CODE_FIELDS = new Set(['sql', 'up', 'down', 'plan', 'query', 'text']);
/** Chosen for all tools together. */
const CHOSEN_ELSEWHERE = new Set(['connection']);

/** True when the tool reads another database than the project's own migrations where it is told so. */
export function takesConnection({ inputSchema: { properties } }: ToolDescription): boolean {
  return isRecord(properties) && 'connection' in properties;
}

/** True when the tool can do without a database: it replays migrations. */
export function takesMigrations({ inputSchema: { properties } }: ToolDescription): boolean {
  return isRecord(properties) && 'folder' in properties;
}

/** Fields for the input that a tool takes, those that must be filled first. */
export function toolFields({ inputSchema }: ToolDescription): readonly ToolField[] {
  const { properties, required } = inputSchema;
  if (!isRecord(properties)) return [];
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(properties)
    .filter(([name]) => !CHOSEN_ELSEWHERE.has(name))
    .map(([name, value]) => fieldOf(name, isRecord(value) ? value : {}, needed.has(name)))
    .toSorted((a, b) => Number(b.required) - Number(a.required));
}

function fieldOf(name: string, schema: Readonly<Record<string, unknown>>, required: boolean): ToolField {
  const choices = Array.isArray(schema.enum) ? schema.enum.map(String) : [];
  return {
    name,
    label: labelOf(name),
    hint: typeof schema.description === 'string' ? schema.description : '',
    kind: kindOf(name, schema, choices),
    choices,
    required,
  };
}

function kindOf(
  name: string,
  { type }: Readonly<Record<string, unknown>>,
  choices: readonly string[],
): ToolField['kind'] {
  if (choices.length > 0) return 'choice';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'boolean';
  if (type === 'string') return CODE_FIELDS.has(name) ? 'code' : 'text';
  return 'json';
}

/** `rowLimit` and `row_limit` read as `Row limit`. */
function labelOf(name: string): string {
  if (name === 'sql') return 'SQL';
  const words = name.replaceAll('_', ' ').replaceAll(/([a-z])([A-Z])/gu, '$1 $2');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

export type FilledForm =
  | { readonly ok: true; readonly input: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly field: string };

/** What was typed as the tool takes it; names the field that is missing or wrong. Empty fields are left out. */
export function filledForm(
  fields: readonly ToolField[],
  values: Readonly<Record<string, string>>,
): FilledForm {
  const input: Record<string, unknown> = {};
  for (const { name, kind, required } of fields) {
    const text = values[name] ?? '';
    if (text.trim() === '') {
      if (required) return { ok: false, field: name };
      continue;
    }
    const value = inputValue(kind, text);
    if (value === undefined) return { ok: false, field: name };
    input[name] = value;
  }
  return { ok: true, input };
}

function inputValue(kind: ToolField['kind'], text: string): unknown {
  switch (kind) {
    case 'number': {
      const number = Number(text);
      return Number.isFinite(number) ? number : undefined;
    }
    case 'boolean':
      return text === 'true';
    case 'json':
      try {
        return JSON.parse(text);
      } catch {
        return undefined;
      }
    default:
      return text;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
