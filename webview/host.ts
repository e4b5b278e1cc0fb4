import type { HostMessage, PageMessage } from '../src/protocol/panel.ts';

/** The editor, as a page sees it; the playground has another one with a script. */
export interface Host {
  post(message: PageMessage): void;
  onMessage(listener: (message: HostMessage) => void): void;
  /** What the page kept when it was last seen; undefined at first. */
  readState(): unknown;
  writeState(state: unknown): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The host inside the editor. May be made once for a page. */
export function createEditorHost(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    onMessage: (listener) =>
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (isHostMessage(data)) listener(data);
      }),
    readState: () => api.getState(),
    writeState: (state) => api.setState(state),
  };
}

function isHostMessage(value: unknown): value is HostMessage {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return ['resource', 'reply', 'go', 'delta'].includes(String(value.kind));
}
