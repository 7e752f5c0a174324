import { execFile } from "node:child_process";

/** A shell has what it starts in the background ignore these, and no shell can undo that. */
const WORDS = ["/usr/bin/env", "--default-signal=INT,QUIT"];

/**
 * The words before a program that make it begin with the signals that programs begin with; none where this machine's `env` does not
 * know how (GNU's does since 8.31). There a program that does nothing about it ignores SIGINT.
 */
export function defaultSignals(): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const [env = "", ...rest] = WORDS;
    execFile(env, [...rest, "true"], { timeout: 10_000 }, (error) => resolve(error === null ? WORDS : []));
  });
}
