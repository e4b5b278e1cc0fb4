/** A result as a model reads it; more would push out what the conversation is about. The data holds all of it. */
export const TEXT_CHARACTERS_MAX = 6_000;

/** SQL that a caller gives: a migration of this length is a dump. */
export const SQL_CHARACTERS_MAX = 200_000;
