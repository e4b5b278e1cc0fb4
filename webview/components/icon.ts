import { html, type TemplateResult } from 'lit';

/** Code points of the editor's icon font, for the icons that the panel uses. */
const CODE_POINTS = {
  add: 0xea60,
  archive: 0xea98,
  'arrow-down': 0xea9a,
  'arrow-left': 0xea9b,
  'arrow-up': 0xeaa1,
  book: 0xeaa4,
  calendar: 0xeab0,
  check: 0xeab2,
  checklist: 0xeab3,
  'circle-large-outline': 0xebb5,
  close: 0xea76,
  code: 0xeac4,
  copy: 0xebcc,
  database: 0xeace,
  'debug-disconnect': 0xead0,
  discard: 0xeae2,
  edit: 0xea73,
  ellipsis: 0xea7c,
  error: 0xea87,
  export: 0xebac,
  file: 0xea7b,
  'git-merge': 0xeafe,
  'go-to-file': 0xea94,
  history: 0xea82,
  info: 0xea74,
  insert: 0xec11,
  library: 0xeb9c,
  lightbulb: 0xea61,
  'link-external': 0xeb14,
  loading: 0xeb19,
  markdown: 0xeb1d,
  note: 0xeb26,
  'open-preview': 0xeb28,
  pass: 0xeba4,
  'pass-filled': 0xebb3,
  person: 0xea67,
  question: 0xeb32,
  refresh: 0xeb37,
  save: 0xeb4b,
  search: 0xea6d,
  shield: 0xeb53,
  sync: 0xea77,
  table: 0xebb7,
  tag: 0xea66,
  trash: 0xea81,
  'vm-outline': 0xeb7a,
  warning: 0xea6c,
  'workspace-untrusted': 0xebc2,
} as const;

export type IconName = keyof typeof CODE_POINTS;

/** An icon beside words that say the same; hidden from screen readers. */
export function icon(name: IconName, classes = ''): TemplateResult {
  return html`<span class="icon ${classes}" aria-hidden="true">${String.fromCodePoint(CODE_POINTS[name])}</span>`;
}
