import type { ErrorCause } from "@slipway/model";
import { usageError } from "../errors/usage-error.ts";

/** Which option a field of a job comes from. */
export type OptionOf = readonly (readonly [field: string, option: string])[];

/** Throws what AWS would refuse in a job, each cause with the option that it comes from; nothing where there is none. */
export function refuseCauses(causes: readonly ErrorCause[], optionOf: OptionOf): void {
  if (causes.length > 0) throw usageError(causes.map((cause) => sayCause(cause, optionOf)).join("; "));
}

function sayCause({ field = "", message }: ErrorCause, optionOf: OptionOf): string {
  const option = optionOf.find(([start]) => field.startsWith(start));
  if (option === undefined) return `${field}: ${message}`;
  const [, within] = /[[.]([^\]]+)\]?$/.exec(field.slice(option[0].length)) ?? [];
  return `${option[1]}${within === undefined ? "" : ` ${within}`}: ${message}`;
}
