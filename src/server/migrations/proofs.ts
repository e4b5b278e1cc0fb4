import { errorMessage } from '../../core/errorMessage.ts';
import type { Migration, MigrationHistory } from '../../core/migrations/migration.ts';
import type { Certificate } from '../../core/proof/certificate.ts';
import type { EngineChoice, ShadowProgress } from '../../engines/shadow/shadowService.ts';
import type { MigrationState } from '../../protocol/lsp.ts';
import type { CertificateStore, StoredProof } from './certificateStore.ts';
import type { LocatedMigration, ProjectHistory } from './migrationCatalog.ts';
import { proofKey } from './proofKeys.ts';
import { STATE_OF_VERDICT, verdictLine } from './proofWords.ts';
import type { ShadowAccess } from './shadowAccess.ts';

export interface MigrationStatus {
  readonly state: MigrationState;
  /** One line: the deciding reason, or what was proven. */
  readonly detail: string;
  /** The last proof, of other scripts when the state is `stale`. */
  readonly proof?: StoredProof;
}

export interface ProofCall {
  readonly engine: EngineChoice;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ShadowProgress) => void;
  readonly proposeDown?: boolean;
}

export interface ProofOutcome {
  /** What was proven, also when the work ended early. */
  readonly certificates: readonly Certificate[];
  readonly cancelled: boolean;
  /** Why the rest was not proven, in one line. */
  readonly problem?: string;
}

export interface ProofsParts {
  readonly store: CertificateStore;
  readonly shadow: ShadowAccess;
  readonly now: () => Date;
  /** Adds what the guardian rules say of the up script. */
  readonly withFindings: (of: ProjectHistory, certificate: Certificate) => Promise<Certificate>;
  /** A state has changed. */
  readonly changed: () => void;
}

/** Proves migrations and knows how far the proof of each is. */
export class Proofs {
  readonly #parts: ProofsParts;
  readonly #proving = new Set<string>();

  constructor(parts: ProofsParts) {
    this.#parts = parts;
  }

  async status(of: LocatedMigration): Promise<MigrationStatus> {
    const { root, history, migration } = of;
    if (this.#proving.has(keyOf(of, migration.name))) return { state: 'proving', detail: 'Proving …' };
    const proof = await this.#parts.store.get(root, history.folder, migration.name);
    if (!proof) {
      const detail = migration.down ? 'Not proven yet' : 'Not proven yet · no down migration';
      return { state: 'notProven', detail };
    }
    if (proof.key !== proofKey(history, migration.name)) {
      return { state: 'stale', detail: `Changed since: ${verdictLine(proof.certificate)}`, proof };
    }
    const { verdict } = proof.certificate;
    return { state: STATE_OF_VERDICT[verdict], detail: verdictLine(proof.certificate), proof };
  }

  /** Proves migrations of one folder as they stand in the editor. */
  async prove(of: ProjectHistory, names: readonly string[], call: ProofCall): Promise<ProofOutcome> {
    const { history, project } = of;
    const keys = names.map((name) => keyOf(of, name));
    const kept: Promise<Certificate>[] = [];
    const seen = new Set<string>();
    for (const key of keys) this.#proving.add(key);
    this.#parts.changed();
    const keep = (certificate: Certificate): void => {
      if (seen.has(certificate.name)) return;
      seen.add(certificate.name);
      const keeping = this.#keep(of, certificate);
      // Awaited with all others at the end; until then a failure has no listener.
      keeping.catch(() => undefined);
      kept.push(keeping);
    };
    let failure: unknown;
    try {
      const certificates = await this.#parts.shadow.call((service) =>
        service.prove(
          {
            migrations: upTo(history, names),
            only: names,
            platform: project.schemaSettings(history).platform,
            engine: call.engine,
            proposeDown: call.proposeDown ?? false,
          },
          { signal: call.signal, onProgress: call.onProgress, onCertificate: keep },
        ),
      );
      certificates.forEach(keep);
    } catch (error) {
      failure = error;
    }
    for (const key of keys) this.#proving.delete(key);
    const settled = await Promise.allSettled(kept);
    this.#parts.changed();
    return {
      certificates: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
      cancelled: call.signal.aborted,
      ...(failure !== undefined && !call.signal.aborted && { problem: errorMessage(failure) }),
    };
  }

  async #keep(of: ProjectHistory, bare: Certificate): Promise<Certificate> {
    const { root, history } = of;
    const key = proofKey(history, bare.name);
    const certificate = await this.#parts.withFindings(of, bare);
    this.#proving.delete(keyOf(of, bare.name));
    if (key !== undefined) {
      const provenAt = this.#parts.now().toISOString();
      await this.#parts.store.put(root, {
        folder: history.folder,
        name: bare.name,
        key,
        provenAt,
        certificate,
      });
    }
    this.#parts.changed();
    return certificate;
  }
}

/** Later migrations have no part in a proof, and a mistake in one must not fail it. */
function upTo({ migrations }: MigrationHistory, names: readonly string[]): readonly Migration[] {
  const wanted = new Set(names);
  const last = migrations.findLastIndex(({ name }) => wanted.has(name));
  return migrations.slice(0, last + 1);
}

function keyOf({ root, history }: ProjectHistory, name: string): string {
  return `${root}\n${history.folder}\n${name}`;
}
