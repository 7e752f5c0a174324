import { writeFile } from "node:fs/promises";
import { isSlipwayError, SlipwayError } from "@slipway/model";

const LONGEST = 4096;
const DISK = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EIO", "EMFILE", "ENFILE"]);

/** Any error as one of the catalogue: what the disk refuses, and what nobody foresaw. */
export function sidecarFailure(error: unknown): SlipwayError {
  if (isSlipwayError(error)) return error;
  const { code, message, path } = (
    error instanceof Error ? error : new Error(String(error))
  ) as NodeJS.ErrnoException;
  if (code !== undefined && DISK.has(code)) {
    return new SlipwayError("SLIP-SIDECAR-007", `Cannot write ${path ?? "below /opt/ml"}: ${message}.`, {
      cause: error,
    });
  }
  return new SlipwayError("SLIP-API-014", message, { cause: error });
}

/** Says why, by default on stderr, and as the container's termination message, which the job's status quotes. */
export async function report(
  error: SlipwayError,
  terminationLog: string,
  say = (line: string): void => void process.stderr.write(`${line}\n`),
): Promise<void> {
  const sentence = `${error.code}: ${error.message}`;
  say(sentence);
  try {
    await writeFile(terminationLog, sentence.slice(0, LONGEST));
  } catch {
    say(`(the termination message could not be written to ${terminationLog})`);
  }
}

/** Puts what it is about before an error's message. */
export async function named<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const failure = sidecarFailure(error);
    throw new SlipwayError(failure.code, `${what}: ${failure.message}`, {
      details: failure.details,
      cause: failure,
    });
  }
}
