/** What one check found. A warning is something that only a part of Slipway would miss. */
export interface Finding {
  readonly check: string;
  readonly status: "ok" | "warning" | "failed";
  /** What is there. */
  readonly found: string;
  /** What to do; absent where all is well. */
  readonly remedy?: string;
}

export const ok = (check: string, found: string): Finding => ({ check, status: "ok", found });
export const warning = (check: string, found: string, remedy: string): Finding => ({
  check,
  status: "warning",
  found,
  remedy,
});
export const failed = (check: string, found: string, remedy: string): Finding => ({
  check,
  status: "failed",
  found,
  remedy,
});
