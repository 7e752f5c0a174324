/** One container of one pod. */
export interface ContainerRef {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Reads what a container writes, as its node keeps it. */
export interface PodLogReader {
  /**
   * Lines as the API server gives them with `timestamps`: an RFC 3339 time with nanoseconds, a space, the text. Those of
   * the present instance of the container that were written at `since` (whole seconds) or later, and then as they are
   * written until the instance ends. Throws when there is no such log yet, or no more.
   */
  read(
    of: ContainerRef,
    options: { readonly since?: Date; readonly signal: AbortSignal },
  ): AsyncIterable<string>;
}
