/**
 * As much of the editor's interface as the account's parts use, with a user who answers as a test says. Stands in place
 * of the module `vscode`.
 */

type Listener<Event> = (event: Event) => unknown;

export class Disposable {
  readonly #dispose: () => unknown;
  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }
  static from(...parts: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }
  dispose(): void {
    this.#dispose();
  }
}

export class EventEmitter<Event> {
  readonly #listeners = new Set<Listener<Event>>();
  readonly event = (listener: Listener<Event>): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };
  fire(event: Event): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class CancellationError extends Error {}
export class ThemeColor {}

/** What the user does, and what he was shown. */
export const user = {
  settings: new Map<string, unknown>(),
  /** Given the labels of a list, the label he chooses. */
  picks: [] as ((labels: readonly string[]) => string | undefined)[],
  inputs: [] as (string | undefined)[],
  /** What he does while a box waits for him. */
  boxes: [] as ((box: FakeInputBox) => unknown)[],
  messages: [] as string[],
  /** The button he presses for a message; none when absent. */
  answers: new Map<string, string>(),
  clipboard: '',
  opened: [] as string[],
  uriHandler: undefined as { handleUri(uri: unknown): void } | undefined,
  context: new Map<string, unknown>(),
  forget(): void {
    user.settings.clear();
    for (const list of [user.picks, user.inputs, user.boxes, user.messages, user.opened]) list.length = 0;
    user.answers.clear();
    user.context.clear();
  },
};

const configurationChanges = new EventEmitter<{ affectsConfiguration(section: string): boolean }>();

export function changeSettings(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) user.settings.set(`fixward.store.${name}`, value);
  configurationChanges.fire({ affectsConfiguration: (section) => section === 'fixward.store' });
}

export class FakeInputBox {
  title = '';
  prompt = '';
  placeholder = '';
  value = '';
  ignoreFocusOut = false;
  validationMessage: string | undefined;
  readonly #accepted = new EventEmitter<void>();
  readonly #hidden = new EventEmitter<void>();
  readonly #typed = new EventEmitter<string>();
  readonly onDidAccept = this.#accepted.event;
  readonly onDidHide = this.#hidden.event;
  readonly onDidChangeValue = this.#typed.event;
  show(): void {
    const act = user.boxes.shift();
    if (!act) throw new Error(`nobody expected the box “${this.prompt}”`);
    void Promise.resolve().then(() => act(this));
  }
  /** Types and presses Enter. */
  enter(text: string): void {
    this.value = text;
    this.#typed.fire(text);
    this.#accepted.fire();
  }
  hide(): void {
    this.#hidden.fire();
  }
  dispose(): void {
    for (const emitter of [this.#accepted, this.#hidden, this.#typed]) emitter.dispose();
  }
}

function show(message: string, ...rest: readonly unknown[]): Promise<unknown> {
  user.messages.push(message);
  const buttons = rest.filter((one) => typeof one === 'string');
  return Promise.resolve(buttons.find((button) => button === user.answers.get(message)));
}

export const window = {
  state: { focused: true },
  showInformationMessage: show,
  showWarningMessage: show,
  showErrorMessage: show,
  showQuickPick: async (items: readonly (string | { readonly label: string })[]) => {
    const labelOf = (item: string | { readonly label: string }) =>
      (typeof item === 'string' ? item : item.label).replace(/^\$\([\w-]+\) /u, '');
    const pick = user.picks.shift();
    if (!pick) throw new Error(`nobody expected the list ${items.map(labelOf).join(', ')}`);
    const chosen = pick(items.map(labelOf));
    return items.find((item) => labelOf(item) === chosen);
  },
  showInputBox: async () => user.inputs.shift(),
  createInputBox: () => new FakeInputBox(),
  withProgress: (_: unknown, work: () => unknown) => work(),
  registerUriHandler: (handler: { handleUri(uri: unknown): void }) => {
    user.uriHandler = handler;
    return new Disposable(() => {});
  },
};

export const authentication = {
  registerAuthenticationProvider: () => new Disposable(() => {}),
};

export const workspace = {
  getConfiguration: (section: string) => ({
    get: (name: string) => user.settings.get(`${section}.${name}`),
    update: async (name: string, value: unknown) => void user.settings.set(`${section}.${name}`, value),
  }),
  onDidChangeConfiguration: configurationChanges.event,
  onDidChangeTextDocument: new EventEmitter<void>().event,
};

export const commands = {
  executeCommand: async (command: string, ...args: readonly unknown[]) => {
    if (command === 'setContext') user.context.set(String(args[0]), args[1]);
    if (command === 'vscode.open') user.opened.push(String(args[0]));
  },
};

export const env = {
  uriScheme: 'vscode',
  language: 'en',
  asExternalUri: async (uri: unknown) => uri,
  clipboard: {
    writeText: async (text: string) => {
      user.clipboard = text;
    },
  },
};

export const Uri = {
  parse: (text: string) => ({ toString: () => text }),
};

export const l10n = {
  t: (text: string, ...values: readonly unknown[]) =>
    text.replaceAll(/\{(\d)\}/gu, (_, index: string) => String(values[Number(index)])),
};

export const ProgressLocation = { Window: 10, Notification: 15 };
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const ConfigurationTarget = { Global: 1 };

/** The editor's secret storage, for one window. */
export function fakeSecrets() {
  const kept = new Map<string, string>();
  const changes = new EventEmitter<{ readonly key: string }>();
  return {
    kept,
    get: async (key: string) => kept.get(key),
    store: async (key: string, value: string) => {
      kept.set(key, value);
      changes.fire({ key });
    },
    delete: async (key: string) => {
      kept.delete(key);
      changes.fire({ key });
    },
    onDidChange: changes.event,
  };
}

export function fakeMemory() {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
}
