import { html, nothing, type TemplateResult } from 'lit';
import type { Token } from 'markdown-it';
import '../components/consult/codeBlock.ts';
import { ask } from '../components/consult/ask.ts';
import { l10n } from '../l10n.ts';

/** A paragraph, list, table and so on at the top level of a text, as tokens. */
export interface MarkdownBlock {
  readonly tokens: readonly Token[];
  /** Of the text that was parsed; 0-based. */
  readonly line: number;
}

/** What stands at the top level of a text, one after the other. */
export function blocksOf(tokens: readonly Token[]): readonly MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  let line = 0;
  for (let at = 0; at < tokens.length; ) {
    const end = endOf(tokens, at);
    line = tokens[at]?.map?.[0] ?? line;
    blocks.push({ tokens: tokens.slice(at, end + 1), line });
    at = end + 1;
  }
  return blocks;
}

/** The template of one block: elements that are written here, around text that is only ever text. */
export function markdownPart(tokens: readonly Token[]): unknown {
  const [token] = tokens;
  if (!token) return nothing;
  switch (token.type) {
    case 'inline':
      return partsOf(token.children ?? []);
    case 'fence':
    case 'code_block':
      return html`<fw-code-block .code=${token.content.replace(/\n$/u, '')} .language=${token.info.trim().split(/\s+/u)[0] ?? ''}></fw-code-block>`;
    case 'hr':
      return html`<hr />`;
    case 'softbreak':
      return ' ';
    case 'hardbreak':
      return html`<br />`;
    case 'code_inline':
      return html`<code>${token.content}</code>`;
    case 'image':
      // Nothing is loaded from anywhere: what it would have shown is said.
      return html`<span class="quiet">${l10n.t('[picture: {0}]', token.content)}</span>`;
    default:
      return token.nesting === 1 ? nested(token, partsOf(tokens.slice(1, -1))) : token.content;
  }
}

/** Index of the token that closes the one at `from`; itself when it stands alone. */
function endOf(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    depth += tokens[at]?.nesting ?? 0;
    if (depth <= 0) return at;
  }
  return tokens.length - 1;
}

function partsOf(tokens: readonly Token[]): readonly unknown[] {
  const parts: unknown[] = [];
  for (let at = 0; at < tokens.length; ) {
    const end = endOf(tokens, at);
    parts.push(markdownPart(tokens.slice(at, end + 1)));
    at = end + 1;
  }
  return parts;
}

const ELEMENTS: Readonly<Record<string, (content: readonly unknown[]) => TemplateResult>> = {
  bullet_list_open: (content) => html`<ul>${content}</ul>`,
  list_item_open: (content) => html`<li>${content}</li>`,
  blockquote_open: (content) => html`<blockquote>${content}</blockquote>`,
  thead_open: (content) => html`<thead>${content}</thead>`,
  tbody_open: (content) => html`<tbody>${content}</tbody>`,
  tr_open: (content) => html`<tr>${content}</tr>`,
  th_open: (content) => html`<th scope="col">${content}</th>`,
  td_open: (content) => html`<td>${content}</td>`,
  em_open: (content) => html`<em>${content}</em>`,
  strong_open: (content) => html`<strong>${content}</strong>`,
  s_open: (content) => html`<s>${content}</s>`,
  table_open: (content) =>
    html`<div class="table" tabindex="0" role="region" aria-label=${l10n.t('Table')}><table>${content}</table></div>`,
};

function nested(token: Token, content: readonly unknown[]): unknown {
  const element = ELEMENTS[token.type];
  if (element) return element(content);
  switch (token.type) {
    case 'paragraph_open':
      return token.hidden ? content : html`<p>${content}</p>`;
    case 'heading_open':
      return heading(token.tag, content);
    case 'ordered_list_open':
      return html`<ol start=${String(token.attrGet('start') ?? 1)}>${content}</ol>`;
    case 'link_open':
      return link(String(token.attrGet('href') ?? ''), content);
    default:
      return content;
  }
}

/** The page has headings of its own; those of a text begin below them. */
function heading(tag: string, content: readonly unknown[]): TemplateResult {
  if (tag === 'h1' || tag === 'h2') return html`<h3>${content}</h3>`;
  return tag === 'h3' ? html`<h4>${content}</h4>` : html`<h5>${content}</h5>`;
}

/** A link asks the editor; it leads nowhere by itself. What is neither a web page nor a file of the project is text. */
function link(target: string, content: readonly unknown[]): unknown {
  const isPage = /^https?:\/\//iu.test(target);
  const isFile = /^[\w.@-][\w./@-]*$/u.test(target) && !target.split('/').includes('..');
  if (!isPage && !isFile) return content;
  const follow = (event: Event): void =>
    ask(event.currentTarget, isPage ? { kind: 'openLink', url: target } : { kind: 'openFile', path: target });
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') follow(event);
  };
  return html`<a role="link" tabindex="0" title=${target} @click=${follow} @keydown=${key}>${content}</a>`;
}
