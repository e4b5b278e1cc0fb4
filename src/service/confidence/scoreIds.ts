import { sha256 } from '../../core/proof/fingerprint/sha256.ts';
import type { ConfidenceTarget } from '../../protocol/consult.ts';

/** The score of an answer or proposal is found again by what it belongs to, and is made once however often it is asked for. */
export function scoreIdOf(consultationId: string, target: ConfidenceTarget): string {
  const name =
    target.kind === 'answer'
      ? `${consultationId}/answer/${target.position}`
      : `proposal/${target.proposalId}`;
  return uuidOf(`score/${name}`);
}

const VARIANTS = '89ab';

/** A UUID of version 8: the same for the same name. */
export function uuidOf(name: string): string {
  const hex = sha256(name);
  const variant = VARIANTS[Number.parseInt(hex[16] ?? '0', 16) % VARIANTS.length];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
