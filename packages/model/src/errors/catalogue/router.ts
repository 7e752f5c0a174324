import type { CatalogueEntry } from "../entry.ts";

/** SLIP-ROUTER: carrying an invocation to a pod and its answer back. */
export const router = {
  "SLIP-ROUTER-001": {
    title: "The endpoint is not served",
    why: "No Service in that namespace belongs to an endpoint of that name.",
    remedy: "Check the name with `slipway get endpoint`; a new endpoint is served once it is InService.",
    http: 404,
    reason: "NotFound",
    aws: "ValidationError",
  },
  "SLIP-ROUTER-002": {
    title: "The endpoint has no such variant",
    why: "The request names a target variant that the endpoint's configuration does not have.",
    remedy: "Use one of the variants that the message lists, or leave the target variant out.",
    http: 400,
    reason: "BadRequest",
    aws: "ValidationError",
  },
  "SLIP-ROUTER-003": {
    title: "No pod can take the invocation",
    why: "The endpoint exists, but none of its pods answers /ping, or none of them can be connected to.",
    remedy: "Wait until the endpoint is InService; `slipway why endpoint NAME` says what its pods wait for.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-ROUTER-004": {
    title: "The container did not answer in time",
    why: "A container has 60 seconds to answer an invocation.",
    remedy: "Make the model answer faster, send smaller requests, or add instances to the variant.",
    http: 424,
    reason: "Timeout",
    aws: "ModelError",
  },
  "SLIP-ROUTER-005": {
    title: "The container broke the connection off",
    why: "The container took the request and closed the connection, or ended, before it answered.",
    remedy:
      "Read the container's log with `slipway logs`; it often ran out of memory or crashed on this input.",
    http: 424,
    reason: "InternalError",
    aws: "ModelError",
  },
  "SLIP-ROUTER-006": {
    title: "The request's body is too long",
    why: "An invocation's body is limited to 6 MiB, as on SageMaker.",
    remedy: "Send fewer rows at a time; large inputs belong into a batch transform.",
    http: 413,
    reason: "RequestEntityTooLarge",
    aws: "ValidationError",
  },
  "SLIP-ROUTER-007": {
    title: "Too many invocations are under way",
    why: "More invocations wait for answers than the endpoint's pods or the router may have at once.",
    remedy: "Try again a little later, or add instances to the variant.",
    http: 503,
    reason: "TooManyRequests",
    aws: "ServiceUnavailable",
  },
  "SLIP-ROUTER-008": {
    title: "The session is not there",
    why: "A session lives at one instance until the time that its model gave it; this one is over, or its instance was replaced.",
    remedy: "Begin a new one with SessionId NEW_SESSION.",
    http: 400,
    reason: "BadRequest",
    aws: "ValidationError",
  },
} as const satisfies Record<string, CatalogueEntry>;
