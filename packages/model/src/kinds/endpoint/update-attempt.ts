import type { Endpoint } from "./type.generated.ts";

/** When UpdateEndpoint was called last, RFC 3339: the same may be asked for again, after it was rolled back or where a tag was moved. */
export const UPDATE_ATTEMPT_ANNOTATION = "slipway.dev/update-attempt";
/** Pods that began before it are replaced: as `kubectl rollout restart` writes it on the template of a Deployment. */
export const RESTARTED_ANNOTATION = "kubectl.kubernetes.io/restartedAt";

type Annotated = Pick<Endpoint, "metadata">;

/** Tells requests for an update apart that are alike in all else; undefined where nobody has asked beyond the spec. */
export function updateAttempt({ metadata: { annotations = {} } }: Annotated): string | undefined {
  const [called, restarted] = [annotations[UPDATE_ATTEMPT_ANNOTATION], annotations[RESTARTED_ANNOTATION]];
  return called === undefined && restarted === undefined ? undefined : `${called ?? ""} ${restarted ?? ""}`;
}

export function withUpdateAttempt(endpoint: Endpoint, at: Date): Endpoint {
  return annotated(endpoint, { [UPDATE_ATTEMPT_ANNOTATION]: at.toISOString() });
}

export function withRestart(endpoint: Endpoint, at: Date): Endpoint {
  return annotated(endpoint, { [RESTARTED_ANNOTATION]: at.toISOString() });
}

function annotated(endpoint: Endpoint, more: Readonly<Record<string, string>>): Endpoint {
  const annotations = { ...endpoint.metadata.annotations, ...more };
  return { ...endpoint, metadata: { ...endpoint.metadata, annotations } };
}
