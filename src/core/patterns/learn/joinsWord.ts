/** Whether two characters side by side are of one word. */
export function joinsWord(left: string | undefined, right: string | undefined): boolean {
  return isOfWord(left) && isOfWord(right);
}

function isOfWord(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}_$]/u.test(char);
}
