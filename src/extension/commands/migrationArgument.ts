import * as vscode from 'vscode';
import type { MigrationNode } from '../migrations/migrationsModel.ts';

/** The migration that a link or a tree node names, else the one in the active editor; a script's address. */
export function migrationUri(value: unknown): string | undefined {
  return namedMigration(value) ?? activeScript();
}

/** The node of a migration, when the argument is one. */
export function migrationNode(value: unknown): MigrationNode | undefined {
  if (!isRecord(value) || value.kind !== 'migration' || !isRecord(value.migration)) return undefined;
  // SAFETY: only the migrations tree hands out objects of this kind, and it builds them as MigrationNode.
  return value as unknown as MigrationNode;
}

function namedMigration(value: unknown): string | undefined {
  const node = migrationNode(value);
  if (node) return node.migration.uri;
  return isRecord(value) && typeof value.uri === 'string' ? value.uri : undefined;
}

function activeScript(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'file' && document.uri.path.endsWith('.sql')
    ? document.uri.toString()
    : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
