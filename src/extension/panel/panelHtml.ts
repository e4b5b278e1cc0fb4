import { randomBytes } from 'node:crypto';

export interface PanelHtmlParts {
  readonly script: string;
  readonly style: string;
  /** Where the editor serves the extension's own files from. */
  readonly cspSource: string;
  readonly language: string;
  readonly shape: 'side' | 'editor';
  /** Of the editor's language; absent in English. */
  readonly translations: Readonly<Record<string, unknown>> | undefined;
}

/** Bytes of a nonce: not to be guessed. */
const NONCE_BYTES = 24;

/** The panel's outline, shown while its script is read; the script takes it away. */
const PANEL_SHELL =
  '<div id="shell" aria-hidden="true"><div class="bar"></div><div class="lines"><i></i><i></i><i></i><i></i></div></div>';

/** The panel's page. Scripts run by nonce alone, and nothing is loaded from anywhere but the extension's own folder. */
export function panelHtml(parts: PanelHtmlParts): string {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const policy = [
    "default-src 'none'",
    `style-src ${parts.cspSource}`,
    `font-src ${parts.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="${escaped(parts.language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Fixward</title>
    <link rel="stylesheet" href="${escaped(parts.style)}" />
  </head>
  <body data-shape="${parts.shape}">
    ${PANEL_SHELL}
    <script type="application/json" id="translations">${dataOf(parts.translations)}</script>
    <script type="module" nonce="${nonce}" src="${escaped(parts.script)}"></script>
  </body>
</html>`;
}

/** JSON inside a script element: nothing in it can end the element. */
function dataOf(value: Readonly<Record<string, unknown>> | undefined): string {
  return JSON.stringify(value ?? {}).replaceAll('<', '\\u003c');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
