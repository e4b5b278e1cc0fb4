/** Named tests of captured text that a rule file can use; see `predicates.ts` for what each means. */
export interface Condition {
  /** At least one of these must hold, besides everything else said here. */
  readonly anyOf?: readonly Condition[];
  /** Metavariable to test, without `$`; the whole match when absent. */
  readonly capture?: string;
  /** Name of a predicate that must hold. */
  readonly is?: string;
  /** Name of a predicate that must not hold. */
  readonly not?: string;
  /** JavaScript regular expression the text must match. */
  readonly matches?: string;
  /** JavaScript regular expression the text must not match. */
  readonly matchesNot?: string;
  /** The document must contain a match of this JavaScript regular expression. */
  readonly documentMatches?: string;
  /** The document must not contain a match of this JavaScript regular expression. */
  readonly documentMatchesNot?: string;
  /** The text must equal the first group of some match of this JavaScript regular expression in the document. */
  readonly foundBy?: string;
  /** The text must not equal the first group of any match of this JavaScript regular expression in the document. */
  readonly foundByNot?: string;
  /** The workspace-relative path must match one of these globs. */
  readonly path?: readonly string[];
  /** The workspace-relative path must match none of these globs. */
  readonly pathNot?: readonly string[];
}
