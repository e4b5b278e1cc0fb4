import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import type { Certificate } from '../core/proof/certificate.ts';
import { certificateText } from '../core/proof/certificateText.ts';
import { givenMigration, givenPlace, proveGiven } from './givenMigration.ts';
import { defineTool } from './tool.ts';
import { SQL_CHARACTERS_MAX, TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const input = z.strictObject({
  up: z.string().min(1).max(SQL_CHARACTERS_MAX),
  down: z.string().max(SQL_CHARACTERS_MAX).optional(),
  folder: z.string().max(1_000).optional().describe('Migrations folder that stands before'),
});

export interface VerifiedMigration {
  readonly where: string;
  readonly certificate: Certificate;
  readonly notes: readonly string[];
}

export const verifyMigration = defineTool<z.infer<typeof input>, VerifiedMigration>({
  name: 'verify_migration',
  title: 'Verify a migration',
  description: 'Proves up, down and up again on a shadow, with probe rows and measured locks.',
  input,
  action: 'propose',
  untrustedOutput: false,
  target: () => ({ kind: 'shadow' }),
  run: async (wanted, context) => {
    const place = await givenPlace(context, wanted, wanted.folder);
    const certificate = await proveGiven(context, place, givenMigration(place, wanted), false);
    const lines = [
      `Proven ${place.where}.`,
      ...certificateText(certificate).trimEnd().split('\n'),
      ...place.notes.map((note) => `note: ${note}`),
    ];
    return {
      ok: true,
      data: { where: place.where, certificate, notes: place.notes },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});
