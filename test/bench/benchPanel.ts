import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { chromiumArgs, ensureChromium } from '../../scripts/lib/ensureChromium.mjs';
import { panelHtml } from '../../src/extension/panel/panelHtml.ts';
import type { HostMessage, PanelView } from '../../src/protocol/panel.ts';
import { sampleOverview } from '../../webview/playground/sampleConfidence.ts';
import { manyPatterns, summaryOf } from '../../webview/playground/samplePatterns.ts';
import { FIRST_VIEWS } from '../../webview/state/pageState.ts';
import { figuresOf, heading, line } from './figures.ts';

const RUNS = 15;
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};
/** What shows that a place has its content, not only its frame. */
const CONTENT = {
  patterns: '[role=option]',
  consult: 'textarea',
  confidence: 'svg.chart',
} as const;

/** The rest is the browser's own, and the measuring. */
const WORK = new Set(['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']);

type Measured = keyof typeof CONTENT;

interface Times {
  /** Of anything at all. */
  readonly paint: number;
  /** Of what the place is for. */
  readonly content: number;
  /** Processor time of its script, style and layout until then; the same on a machine that is busy with other things. */
  readonly worked: number;
}

/**
 * How soon the panel's page shows something, from the moment it is asked for: a page that was never seen before, in a
 * browser of its own context each time, and a host that answers at once from what it has.
 */
export async function benchPanel(root: string): Promise<void> {
  heading('First paint of the panel (dist/webview, page and parts from a local server, nothing cached)');
  const server = await serve(
    join(root, 'dist', 'webview'),
    join(root, 'webview', 'playground', 'themes.css'),
  );
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: [...chromiumArgs] });
  try {
    const empty: number[] = [];
    for (let run = 0; run < RUNS; run += 1) empty.push(await emptyPage(browser));
    line('an empty page: first paint', figuresOf(empty));
    // SAFETY: the table's own names.
    for (const place of Object.keys(CONTENT) as Measured[]) {
      // The first page of a browser waits for the browser itself.
      await times(browser, server, place);
      const found: Times[] = [];
      for (let run = 0; run < RUNS; run += 1) found.push(await times(browser, server, place));
      line(`${place}: first paint`, figuresOf(found.map(({ paint }) => paint)));
      line(`${place}: content painted`, figuresOf(found.map(({ content }) => content)));
      line(`${place}: script, style and layout`, figuresOf(found.map(({ worked }) => worked)));
    }
  } finally {
    await browser.close();
    server.close();
  }
}

async function times(browser: Browser, server: Server, place: Measured): Promise<Times> {
  const context = await browser.newContext({ viewport: { width: 400, height: 800 }, bypassCSP: true });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.addInitScript(scriptedEditor, {
    view: FIRST_VIEWS[place],
    messages: messagesOf(place),
    content: CONTENT[place],
  });
  // SAFETY: a server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForFunction(
    'window.contentPainted !== undefined && performance.getEntriesByName("first-paint").length > 0',
  );
  const { metrics } = await session.send('Performance.getMetrics');
  const worked = metrics.reduce((sum, { name, value }) => (WORK.has(name) ? sum + 1_000 * value : sum), 0);
  const found: Omit<Times, 'worked'> = await page.evaluate(
    '({ paint: performance.getEntriesByName("first-paint")[0].startTime, content: window.contentPainted })',
  );
  await context.close();
  return { ...found, worked };
}

function messagesOf(place: Measured): readonly HostMessage[] {
  const patterns = manyPatterns(50).map(summaryOf);
  const resource = (name: string, revision: number, value: unknown): HostMessage =>
    // SAFETY: each name comes with the value of that name, below.
    ({ kind: 'resource', name, revision, state: 'ready', value }) as unknown as HostMessage;
  const store = resource('store', 1, {
    state: 'ready',
    role: 'owner',
    patterns: 50,
    waiting: 3,
    trusted: true,
    folderOpen: true,
  });
  if (place === 'patterns')
    return [
      store,
      resource('patterns', 2, { query: '', entries: patterns, total: 50, more: false, notes: [] }),
    ];
  if (place === 'confidence')
    return [
      store,
      resource('confidence', 2, { ...sampleOverview('full', 'day'), asked: { days: 30, bucket: 'day' } }),
    ];
  const consultations = Array.from({ length: 50 }, (_, index) => ({
    id: `c${index}`,
    title: `Question ${index}`,
    state: 'answered',
    createdAt: '2026-11-20T10:00:00Z',
    updatedAt: '2026-11-20T10:00:00Z',
    waiting: 0,
    proposals: 0,
  }));
  return [store, resource('consultations', 2, { query: '', consultations, total: 50 })];
}

interface Scripted {
  readonly view: PanelView;
  readonly messages: readonly HostMessage[];
  readonly content: string;
}

/** What the browser alone takes on this machine, now: a page of one word without a script. */
async function emptyPage(browser: Browser): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 400, height: 800 } });
  const page = await context.newPage();
  await page.goto('data:text/html,word');
  await page.waitForFunction('performance.getEntriesByName("first-paint").length > 0');
  const paint: number = await page.evaluate('performance.getEntriesByName("first-paint")[0].startTime');
  await context.close();
  return paint;
}

/** Runs in the page before its own scripts: the editor's side, and a look at each frame for the content. */
function scriptedEditor({ view, messages, content }: Scripted): void {
  const page = globalThis as unknown as Record<string, unknown> & {
    readonly postMessage: (message: unknown) => void;
    readonly requestAnimationFrame: (then: () => void) => void;
    readonly setTimeout: (then: () => void) => void;
    readonly document: ShadowRoot;
  };
  page.acquireVsCodeApi = () => ({
    getState: () => ({ view }),
    setState: () => {},
    postMessage: ({ kind }: { readonly kind: string }) => {
      if (kind === 'show') for (const message of messages) page.setTimeout(() => page.postMessage(message));
    },
  });
  const has = (root: ParentNode): boolean =>
    root.querySelector(content) !== null ||
    [...root.querySelectorAll('*')].some(({ shadowRoot }) => shadowRoot !== null && has(shadowRoot));
  const look = (): void => {
    // A frame later it is on the screen.
    if (has(page.document))
      page.requestAnimationFrame(() => {
        page.contentPainted = performance.now();
      });
    else page.requestAnimationFrame(look);
  };
  page.requestAnimationFrame(look);
}

/** The page as the editor gives it, with an editor's colours. */
function serve(folder: string, themes: string): Promise<Server> {
  const html = panelHtml({
    script: '/main.js',
    style: '/panel.css',
    cspSource: "'self'",
    language: 'en',
    shape: 'side',
    translations: undefined,
  })
    .replace('</head>', '<link rel="stylesheet" href="/themes.css" /></head>')
    .replace('<body ', '<body class="vscode-dark" ');
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://panel.test').pathname;
    if (path === '/') {
      response.setHeader('content-type', 'text/html');
      response.end(html);
      return;
    }
    readFile(path === '/themes.css' ? themes : join(folder, path)).then(
      (body) => {
        response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain');
        response.end(body);
      },
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
