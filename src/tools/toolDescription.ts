import { z } from 'zod';
import type { ToolDescription } from '../protocol/toolMethods.ts';
import type { AnyConsultTool } from './tool.ts';

/** A tool as callers that are not this program know it: with the JSON Schema of its input, as small as it may be. */
export function toolDescription({
  name,
  title,
  description,
  action,
  input,
}: AnyConsultTool): ToolDescription {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input' });
  return { name, title, description, action, inputSchema: withoutBounds(schema) };
}

/** What holds for every caller is checked when the input is read; in each request it would only cost. */
const LEFT_OUT: ReadonlySet<string> = new Set(['minLength', 'maxLength', 'minimum', 'maximum', 'pattern']);

function withoutBounds(schema: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(LEFT_OUT.has(key) && typeof value !== 'object'))
      .map(([key, value]) => [key, isPlain(value) ? withoutBounds(value) : value]),
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
