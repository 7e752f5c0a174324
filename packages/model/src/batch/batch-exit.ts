import type { ErrorCode } from "../errors/catalogue.ts";
import type { FailureClass } from "../run-record.ts";

/** By its exit code the program `transform` says who is to blame. */
const CODES: Partial<Record<FailureClass, number>> = { "user-code": 10, input: 11, output: 12, internal: 13 };

/** Whom the error of a batch blames: the model, the data, or where the answers are to go. */
const BLAME: Readonly<Record<string, FailureClass>> = {
  "SLIP-BATCH-001": "input",
  "SLIP-BATCH-002": "user-code",
  "SLIP-BATCH-003": "user-code",
  "SLIP-BATCH-004": "input",
  "SLIP-BATCH-005": "input",
  "SLIP-BATCH-006": "input",
};

export function exitCodeOf(code: ErrorCode): number {
  const blame =
    BLAME[code] ??
    (/^SLIP-S3-/.test(code) ? "output" : /^SLIP-SIDECAR-00[124]$/.test(code) ? "input" : "internal");
  return CODES[blame] ?? 1;
}

/** Undefined for an exit code that is nobody's word. */
export function blameOf(exitCode: number): FailureClass | undefined {
  const found = Object.entries(CODES).find(([, code]) => code === exitCode);
  return found?.[0] as FailureClass | undefined;
}
