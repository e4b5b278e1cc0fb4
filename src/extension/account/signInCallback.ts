/** What the browser came back with. */
export type SignInCallback =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Reads the address that ends a sign-in. Errors may stand in the query or behind the `#`, as the project sends them;
 * undefined when the address is about something else.
 */
export function signInCallback(path: string, query: string, fragment: string): SignInCallback | undefined {
  if (path !== SIGNED_IN_PATH) return undefined;
  const values = new URLSearchParams([query, fragment].filter((part) => part !== '').join('&'));
  const code = values.get('code');
  if (code !== null && code !== '' && code.length <= CODE_LENGTH_MAX) return { kind: 'code', code };
  const reason = values.get('error_description') ?? values.get('error');
  return {
    kind: 'refused',
    reason: reason === null || reason === '' ? 'no code came back' : reason.slice(0, REASON_LENGTH_MAX),
  };
}

/** Under the editor's own scheme, followed by the extension's id. */
export const SIGNED_IN_PATH = '/signed-in';
/** As the service takes it. */
const CODE_LENGTH_MAX = 2000;
const REASON_LENGTH_MAX = 300;
