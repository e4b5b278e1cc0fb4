/** Kinds that are empty in correct programs: indentation marks, automatic semicolons, empty blocks and files. */
export const EMPTY_KINDS: ReadonlySet<string> = new Set([
  'block',
  'program',
  'module',
  'source_file',
  'document',
  'stream',
  'stylesheet',
  'string_content',
  'template_content',
  'compilation_unit',
  'heredoc_content',
  'heredoc_end',
  'text_interpolation',
  'implicit_end_tag',
]);
