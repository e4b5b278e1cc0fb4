const NETWORK_GLOBALS = ['fetch', 'WebSocket', 'EventSource', 'Request', 'Response'] as const;

/** Takes away what a program can reach the network with unless it brings code of its own, which this one does not. */
export function removeNetworkGlobals(): void {
  for (const name of NETWORK_GLOBALS) Reflect.deleteProperty(globalThis, name);
}
