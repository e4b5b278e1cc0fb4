import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import { findObjects, nearestObject, type SchemaObject } from '../core/advice/schema/findObjects.ts';
import type { SchemaModel } from '../core/advice/schema/schemaModel.ts';
import {
  referencesTo,
  routineWords,
  tableWords,
  typeWords,
  viewWords,
} from '../core/advice/schema/schemaWords.ts';
import { loadSchema, sourceFields, sourceTarget } from './schemaSource.ts';
import { defineTool } from './tool.ts';
import { ToolFailure } from './toolFailure.ts';
import { TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const input = z.strictObject({
  name: z.string().min(1).max(400).describe('Table, view, function or type'),
  ...sourceFields,
});

export interface ObjectDescription {
  readonly origin: string;
  /** Several where one name means several things, as functions of one name do. */
  readonly objects: readonly SchemaObject[];
  /** Foreign keys that point to a table. */
  readonly referencedBy: ReturnType<typeof referencesTo>;
  readonly notes: readonly string[];
}

export const describeObject = defineTool<z.infer<typeof input>, ObjectDescription>({
  name: 'describe_object',
  title: 'Describe an object of the schema',
  description: 'Columns, keys, indexes, policies, triggers, comments and who references it.',
  input,
  action: 'read_schema',
  untrustedOutput: true,
  target: sourceTarget,
  run: async (wanted, context) => {
    const { model, origin, notes } = await loadSchema(wanted, context);
    const objects = findObjects(model, wanted.name);
    if (objects.length === 0) {
      const near = nearestObject(model, wanted.name);
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      throw new ToolFailure('not_found', `Nothing is called "${wanted.name}" in ${origin}${hint}`);
    }
    const lines = [
      ...objects.flatMap((object) => wordsOf(object, model)),
      ...notes.map((note) => `note: ${note}`),
    ];
    const referencedBy = objects.flatMap((object) =>
      object.kind === 'table' ? referencesTo(object.table, model) : [],
    );
    return {
      ok: true,
      data: { origin, objects, referencedBy, notes },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});

function wordsOf(object: SchemaObject, model: SchemaModel): readonly string[] {
  switch (object.kind) {
    case 'table':
      return tableWords(object.table, model);
    case 'view':
      return viewWords(object.view, model);
    case 'routine':
      return routineWords(object.routine);
    case 'type':
      return typeWords(object.type, model);
  }
}
