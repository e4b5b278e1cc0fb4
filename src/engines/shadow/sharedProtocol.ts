import type { Certificate } from '../../core/proof/certificate.ts';
import type { ShadowError, ShadowProgress } from './shadowService.ts';

/** Methods between a program and the shadow it shares with others; JSON-RPC over a local socket. */
export const SHARED_METHODS = {
  /** First of all: answers with `Handshake`. */
  hello: 'hello',
  prove: 'prove',
  replay: 'replay',
  /** To the client while a call runs. */
  progress: 'progress',
  certificate: 'certificate',
} as const;

export interface Handshake {
  readonly version: string;
  readonly pid: number;
}

/** A call; `id` is the client's own and comes back with whatever belongs to the call. */
export interface SharedCall {
  readonly id: number;
  readonly request: unknown;
}

export interface SharedProgress {
  readonly id: number;
  readonly progress: ShadowProgress;
}

export interface SharedCertificate {
  readonly id: number;
  readonly certificate: Certificate;
}

/** Expected ends of a call come as results: error responses would lose their reason. */
export interface SharedAnswer {
  readonly result?: unknown;
  readonly failure?: { readonly reason: ShadowError['reason']; readonly message: string };
}
