import { usageError } from "../errors/usage-error.ts";

/** Throws for what is no number of machines. */
export function instanceCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw usageError(`--instance-count ${text}: expected a number from 1 on`);
  return Number(text);
}
