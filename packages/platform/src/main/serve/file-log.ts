import { type Logger, pino, stdTimeFunctions } from "pino";
import type { Log, LogFields } from "#lib/log.ts";
import { LogFile } from "./log-file.ts";
import { scrub, toldFields } from "./told-fields.ts";

const LARGEST_BYTES = 16 * 1024 * 1024;

/**
 * Slipway's own log as JSON lines in a file. Fields that could hold a secret are cut out, whoever passed them, and
 * `secrets` wherever they stand.
 */
export function fileLog(path: string, secrets: readonly string[] = []): { readonly log: Log; close(): void } {
  const file = new LogFile(path, LARGEST_BYTES);
  const logger = pino(
    {
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }), log: toldFields },
    },
    { write: (line: string) => file.write(scrub(line, secrets)) },
  );
  return { log: over(logger), close: () => file.close() };
}

function over(logger: Logger): Log {
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    child: (fields: LogFields) => over(logger.child(toldFields(fields))),
  };
}
