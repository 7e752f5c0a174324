/**
 * How clients of a cluster's home reach what it keeps, the logs of pods that are gone and the records of objects: a Service behind the API server's proxy, which
 * takes off what a caller authenticated by, so that they show a token for this audience alone.
 */
export const KEPT_LOGS = {
  namespace: "slipway-system",
  service: "slipway-logs",
  /** The scheme and the port as the Service proxy wants them named. */
  proxied: "https:slipway-logs:https",
  /** In each namespace of jobs: may read its logs and nothing else; whoever may ask for its tokens reads as it. */
  account: "slipway-logs",
  audience: "logs.slipway.dev",
  header: "x-slipway-token",
} as const;

/** Where the door stands behind an API server; the home of a laptop answers there as well, and knows who calls. */
export const keptDoorPath = `/api/v1/namespaces/${KEPT_LOGS.namespace}/services/${KEPT_LOGS.proxied}/proxy`;

/** The longest text of one line as it is kept, in UTF-16 units; a longer one is kept in pieces. */
export const KEPT_PIECE = 16_384;

export const keptLogPath = (namespace: string, pod: string): string =>
  `/v1/namespaces/${namespace}/pods/${pod}/log`;
