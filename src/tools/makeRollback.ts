import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import type { ProposedDown } from '../core/proof/certificate.ts';
import { givenMigration, givenPlace, proveGiven } from './givenMigration.ts';
import { defineTool } from './tool.ts';
import { ToolFailure } from './toolFailure.ts';
import { SQL_CHARACTERS_MAX, TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const input = z.strictObject({
  up: z.string().min(1).max(SQL_CHARACTERS_MAX),
  folder: z.string().max(1_000).optional().describe('Migrations folder that stands before'),
});

export interface MadeRollback extends ProposedDown {
  readonly where: string;
  readonly notes: readonly string[];
}

export const makeRollback = defineTool<z.infer<typeof input>, MadeRollback>({
  name: 'make_rollback',
  title: 'Write the way back',
  description: 'Writes and proves the rollback of a migration, from what it changed on a shadow.',
  input,
  action: 'propose',
  untrustedOutput: false,
  target: () => ({ kind: 'shadow' }),
  run: async ({ up, folder }, context) => {
    const place = await givenPlace(context, { up }, folder);
    // A section for the way back that stands in the text already is not what is asked for.
    const { down: _, ...migration } = givenMigration(place, { up });
    const certificate = await proveGiven(context, place, migration, true);
    const { proposedDown } = certificate;
    if (!proposedDown) {
      const reason = certificate.reasons[0] ?? 'the migration could not be run on the shadow';
      throw new ToolFailure('failed', `No rollback was written: ${reason}`);
    }
    const lines = [
      `${proposedDown.verdict} ${place.where}:`,
      proposedDown.sql.trim() === '' ? '-- Nothing in the schema is to be undone.' : proposedDown.sql.trim(),
      ...proposedDown.cannotComeBack.map((what) => `cannot come back: ${what}`),
      ...proposedDown.leftBehind.map((what) => `left behind: ${what}`),
      ...proposedDown.lost.map((what) => `not brought back: ${what}`),
      ...place.notes.map((note) => `note: ${note}`),
    ];
    return {
      ok: true,
      data: { ...proposedDown, where: place.where, notes: place.notes },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});
