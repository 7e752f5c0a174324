import type { CommandOptions } from "../command.ts";
import { textOption } from "../command.ts";
import { usageError } from "../errors/usage-error.ts";
import { parseSpan } from "../output/parse-span.ts";

/** The option's span in milliseconds. */
export function timeoutOf(options: CommandOptions, name = "timeout"): number {
  const text = textOption(options, name) ?? "";
  const ms = parseSpan(text);
  if (ms === undefined) throw usageError(`--${name} ${text}: expected a span such as 90s, 5m or 1h30m`);
  return ms;
}
