import MarkdownIt, { type Env, type Token } from 'markdown-it';

/** HTML stays text. What looks like a whole address becomes a link; the name of a file does not. */
const parser = new MarkdownIt({ html: false, linkify: true });
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

/** Tokens of a text. The environment is shared between the parts of one text: links may be named anywhere in it. */
export function parseMarkdown(text: string, environment: Env): readonly Token[] {
  return parser.parse(text, environment);
}
