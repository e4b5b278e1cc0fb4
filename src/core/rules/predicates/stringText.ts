/** The content of a quoted string literal in any of the supported languages; other text comes back trimmed. */
export function contentOfString(text: string): string {
  const trimmed = text.trim();
  const match = /^[a-zA-Z$@]{0,3}("""|'''|["'`])(.*)\1$/su.exec(trimmed);
  return match?.[2] ?? trimmed;
}
