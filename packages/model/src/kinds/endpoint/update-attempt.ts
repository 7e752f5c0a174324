import type { Endpoint } from "./type.generated.ts";

/** When UpdateEndpoint was last called, RFC 3339: the same configuration may be asked for again, after it was rolled back. */
export const UPDATE_ATTEMPT_ANNOTATION = "slipway.dev/update-attempt";

export function updateAttempt({ metadata }: Pick<Endpoint, "metadata">): string | undefined {
  return metadata.annotations?.[UPDATE_ATTEMPT_ANNOTATION];
}

export function withUpdateAttempt(endpoint: Endpoint, at: Date): Endpoint {
  const annotations = { ...endpoint.metadata.annotations, [UPDATE_ATTEMPT_ANNOTATION]: at.toISOString() };
  return { ...endpoint, metadata: { ...endpoint.metadata, annotations } };
}
