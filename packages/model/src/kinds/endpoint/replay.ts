import type { Endpoint } from "./type.generated.ts";

/**
 * What becomes of a request whose pod or router broke the connection before a byte of the answer, and may have seen all of it: `once`,
 * which is so without the annotation, another one gets it, as AWS's clients would try again; `never`, the client is told. On the
 * Endpoint, and as it is there on the Services of its variants, where routers read it.
 */
export const REPLAY_ANNOTATION = "slipway.dev/replay";

const VALUES: readonly string[] = ["once", "never"];

type Annotations = Readonly<Record<string, string>>;

/** Whether a request may be seen by one pod alone. */
export const isNeverReplayed = (annotations: Annotations = {}): boolean =>
  annotations[REPLAY_ANNOTATION] === "never";

/** A sentence on why the endpoint's annotation says nothing; undefined where it does, or there is none. */
export function replayProblem({ metadata }: Pick<Endpoint, "metadata">): string | undefined {
  const text = metadata.annotations?.[REPLAY_ANNOTATION];
  if (text === undefined || VALUES.includes(text)) return undefined;
  return `the annotation ${REPLAY_ANNOTATION} is ${JSON.stringify(text.slice(0, 40))}: expected once or never`;
}
