import type { CancellationToken } from 'vscode-languageserver/node';

/** A request's cancellation as the signal that other programs' calls take; disposed when the work is done. */
export function abortSignalOf(token: CancellationToken): {
  readonly signal: AbortSignal;
  dispose(): void;
} {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const listening = token.onCancellationRequested(() => controller.abort());
  return { signal: controller.signal, dispose: () => listening.dispose() };
}
