import type { Layout } from "../state/layout.ts";

/** What a backup begins with: what it is and how much it will hold. */
export interface BackupHeader {
  readonly format: number;
  /** Of the Slipway that wrote it. */
  readonly version: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly files: number;
  readonly bytes: number;
}

/** The newest form of a backup that this program knows. Backups from before there was a header have neither it nor digests. */
export const BACKUP_FORMAT = 1;

export const HEADER_NAME = "backup.json";
/** The last entry, in the form that `sha256sum --check` reads: a backup without it was cut off. */
export const DIGESTS_NAME = "SHA256SUMS";

/** Every name that a backup holds: whatever else an archive names is not unpacked. */
const NAMES =
  /^(state\.json|credentials\.json|kubeconfig|tls\/(ca\.crt|ca\.pem|server\.pem)|db\/(objects|ledger)\.sqlite|artifacts\/(index\.sqlite|files\/[0-9a-f]{32}))$/;

export function isBackupName(name: string): boolean {
  return NAMES.test(name);
}

/** Without one of these nothing of the others is of use. */
export function requiredFiles(at: Layout): readonly string[] {
  return [
    at.stateFile,
    at.credentials,
    `${at.tls}/ca.pem`,
    at.objects,
    at.ledger,
    `${at.artifacts}/index.sqlite`,
  ];
}
