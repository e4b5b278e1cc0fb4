import type { RealtimeClientOptions } from '@supabase/supabase-js';

/**
 * Stands where supabase-js wants a WebSocket, which Node 20 lacks: without one its client is not even made. Fixward
 * opens no live channel; whatever does is told so.
 */
class NoRealtime {
  constructor(address: string | URL) {
    throw new Error(`Fixward opens no live channel to ${new URL(address).host}; changes are read in turns.`);
  }
}

// SAFETY: its constructor throws, so that no member of a WebSocket is ever asked of an instance.
export const NO_REALTIME = NoRealtime as unknown as NonNullable<RealtimeClientOptions['transport']>;
