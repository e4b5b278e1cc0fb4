import type { ShadowDatabase } from '../proof/shadowDatabase.ts';

/** SQL that stands in for an extension the database does not have. */
export interface ExtensionStub {
  readonly name: string;
  /** Versions that scripts ask for by name. */
  readonly versions: readonly string[];
  /** Where its objects go whatever the script says; anywhere when absent. */
  readonly schema?: string;
  /** Makes what scripts commonly use of the extension; may be empty. */
  readonly sql: string;
}

/** A throw-away database that can be given stand-ins for extensions. */
export interface ReplayDatabase extends ShadowDatabase {
  /** Makes `CREATE EXTENSION` of the name work; absent where files of the server cannot be written. */
  installExtension?(stub: ExtensionStub): Promise<void>;
}
