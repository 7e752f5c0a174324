/** As many requests as one pod may have under way: all of them break where it is killed. */
const AT_FIRST = 128;
/** Of a request that was carried: how much of another one may be sent again for it. */
const SHARE = 0.2;

/**
 * How many requests may be sent again that broke a connection: those of a pod that was killed, but not all where each breaks what it
 * comes to, since that would double what breaks.
 */
export class ReplayBudget {
  #left = AT_FIRST;
  #counted = 0;

  /** Whether one more may be; `carried` is how many there were in all. */
  take(carried: number): boolean {
    this.#left = Math.min(AT_FIRST, this.#left + SHARE * (carried - this.#counted));
    this.#counted = carried;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
