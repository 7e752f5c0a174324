import type { Artifacts } from "#artifacts/artifacts.ts";

/** Where data comes from and results go to. */
export interface Source {
  readonly artifacts: Artifacts;
  /** Whether asking again may help. */
  readonly isPassing: (error: unknown) => boolean;
}
