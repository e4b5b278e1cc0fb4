/** What recipes need to know of the files around a migration. Asked only when a recipe is offered. */
export interface RecipeHost {
  /** Workspace-relative paths of the files in the migrations' folder; those beside the file where it is in none. */
  filesAround(path: string): readonly string[];
  /** Undefined for what cannot be read. */
  read(path: string): string | undefined;
  /** In UTC: `20240131120000`. */
  now(): string;
}
