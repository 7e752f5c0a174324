import { type Logger, pino, stdTimeFunctions } from "pino";
import type { Log, LogFields } from "#lib/log.ts";
import { loggableFields, scrub } from "./loggable-fields.ts";

/**
 * Slipway's own log as JSON lines. Fields that could hold a secret are cut out, whoever passed them, and `secrets` wherever
 * they stand.
 */
export function jsonLog(write: (line: string) => void, secrets: readonly string[] = []): Log {
  const options = {
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }), log: loggableFields },
  };
  return over(pino(options, { write: (line: string) => write(scrub(line, secrets)) }));
}

function over(logger: Logger): Log {
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    child: (fields: LogFields) => over(logger.child(loggableFields(fields))),
  };
}
