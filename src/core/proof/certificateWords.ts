import type { Certificate, MeasuredLock } from './certificate.ts';

export function engineLabel({ engine }: Pick<Certificate, 'engine'>): string {
  return `Postgres ${engine.version}`;
}

/** `0.4 s`; what is faster than a tenth of a second is told in milliseconds. */
export function secondsLabel(ms: number): string {
  return ms < 100 ? msLabel(ms) : `${(ms / 1000).toFixed(1)} s`;
}

export function msLabel(ms: number): string {
  return ms < 1 ? '<1 ms' : `${Math.round(ms)} ms`;
}

export function blockLabel({ blocksReads, blocksWrites }: MeasuredLock): string {
  if (blocksReads && blocksWrites) return 'blocks reads and writes';
  if (blocksWrites) return 'blocks writes';
  return blocksReads ? 'blocks reads' : 'blocks neither reads nor writes';
}
