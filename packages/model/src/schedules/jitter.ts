import { fnv1a } from "../names.ts";

/** The longest jitter: a day. */
export const MAX_JITTER_SECONDS = 86_400;

/**
 * How many seconds after they are due the slots of a schedule start, from 0 to `jitterSeconds`. It goes by the key alone (a schedule's UID), so
 * that all servers agree, and is the same for every slot, so that slots stay as far apart as they are due: Jenkins' `H` and systemd's
 * `FixedRandomDelay`.
 */
export const jitterOf = (jitterSeconds: number, key: string): number =>
  Number.parseInt(fnv1a(key), 36) % (jitterSeconds + 1);
