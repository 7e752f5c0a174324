import { type Logger, pino } from "pino";
import type { Log, LogFields } from "#lib/log.ts";

/** Slipway's own log as JSON lines in a file; fields that could hold a secret are cut out, whoever passed them. */
export function fileLog(path: string): { readonly log: Log; close(): void } {
  const destination = pino.destination({ dest: path, mkdir: true, sync: false, minLength: 0 });
  const logger = pino(
    { base: null, redact: ["*.token", "*.secretAccessKey", "*.authorization", "token", "authorization"] },
    destination,
  );
  return { log: over(logger), close: () => destination.flushSync() };
}

function over(logger: Logger): Log {
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    child: (fields: LogFields) => over(logger.child(fields)),
  };
}
