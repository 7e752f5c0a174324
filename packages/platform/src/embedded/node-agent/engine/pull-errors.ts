/** Registries are away for minutes, and come back. */
export const PULL_PATIENCE_MS = 10 * 60_000;
export const PULL_AGAIN_MS = 20_000;

const PASSES =
  /dial tcp|lookup|timeout|timed out|deadline exceeded|connection (reset|refused)|unexpected EOF|TLS handshake|temporar|too many requests|toomanyrequests|status code 5\d\d|5\d\d (internal|bad gateway|service|gateway)|no engine answers|aborted/i;

/** Whether what an engine says of a registry may be otherwise soon. */
export const passes = (error: string): boolean => PASSES.test(error);

/** So podman calls what it has built itself. */
export const isOfNoRegistry = (reference: string): boolean => reference.startsWith("localhost/");
