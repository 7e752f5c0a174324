import type { LogFields } from "#lib/log.ts";

const SECRET = /token|secret|password|authorization|credential|cookie|signature/i;
const CUT = "[cut]";
/** Deeper than that nobody reads. */
const DEEPEST = 6;

/** Fields as a log may hold them: errors with their causes, which JSON would leave out, and nothing named like a secret. */
export function loggableFields(fields: LogFields): Record<string, unknown> {
  return loggable(fields, 0) as Record<string, unknown>;
}

/** The text without the secrets. */
export function scrub(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => (secret === "" ? left : left.replaceAll(secret, CUT)), text);
}

function loggable(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth >= DEEPEST) return "…";
  if (value instanceof Error) return loggableError(value, depth);
  if (Array.isArray(value)) return value.map((one) => loggable(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, SECRET.test(name) ? CUT : loggable(one, depth + 1)]),
  );
}

function loggableError(error: Error, depth: number): object {
  const { code } = error as { readonly code?: unknown };
  return {
    name: error.name,
    ...(code === undefined ? {} : { code: String(code) }),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: loggable(error.cause, depth + 1) }),
    ...(error instanceof AggregateError ? { errors: loggable(error.errors, depth + 1) } : {}),
  };
}
