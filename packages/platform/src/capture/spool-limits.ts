const MIB = 1024 * 1024;

export interface SpoolLimits {
  /** How long a record may be in memory alone: as much of them a killed process loses. */
  readonly flushMs: number;
  /** How long a file gets records, and how many bytes, before it is handed on. */
  readonly ageMs: number;
  readonly fileBytes: number;
  /** Bytes of records in memory. */
  readonly pendingBytes: number;
  /** Bytes of files that wait to be handed on, of all writers, and of one endpoint. */
  readonly spoolBytes: number;
  readonly shareBytes: number;
  /** Files that wait. */
  readonly files: number;
  /** Bytes that the disk must have left: it is not there for this. */
  readonly freeBytes: number;
}

export const SPOOL_LIMITS: SpoolLimits = {
  flushMs: 1_000,
  ageMs: 30_000,
  fileBytes: 8 * MIB,
  pendingBytes: 32 * MIB,
  spoolBytes: 256 * MIB,
  shareBytes: 128 * MIB,
  files: 4_000,
  freeBytes: 128 * MIB,
};
