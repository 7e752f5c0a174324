import type { CatalogueEntry } from "../entry.ts";

/** SLIP-ASYNC: requests that are answered later (InvokeEndpointAsync). */
export const asyncInference = {
  "SLIP-ASYNC-001": {
    title: "The endpoint does not support this inference type",
    why: "An endpoint whose configuration has an AsyncInferenceConfig takes InvokeEndpointAsync alone, and any other takes InvokeEndpoint alone, as in SageMaker.",
    remedy: "Call the other operation, or update the endpoint to a configuration of the other type.",
    http: 400,
    reason: "BadRequest",
    aws: "ValidationError",
  },
  "SLIP-ASYNC-002": {
    title: "Too many requests wait",
    why: "As many requests wait for the endpoint, or for all endpoints of the home, as may. The request was not accepted.",
    remedy:
      "Try again later, or give the endpoint more instances; `ApproximateBacklogSize` tells how many wait.",
    http: 503,
    reason: "TooManyRequests",
    aws: "ServiceUnavailable",
  },
  "SLIP-ASYNC-003": {
    title: "The request's payload could not be read",
    why: "The object at InputLocation is not there, may not be read with the namespace's access to buckets, or is larger than 1 GB.",
    remedy: "Put the payload there before the call, and leave it there until the request is answered.",
    http: 400,
    reason: "BadRequest",
    aws: "ValidationError",
  },
  "SLIP-ASYNC-004": {
    title: "The answer could not be stored",
    why: "The bucket of S3OutputPath is not there or takes nothing from this home, or the answer is larger than 1 GB.",
    remedy: "Correct the bucket, and send the request again.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-ASYNC-005": {
    title: "The request expired",
    why: "It waited for longer than RequestTTLSeconds, six hours where nothing is said, before an instance could take it.",
    remedy: "Give the endpoint more instances, or requests more time, and send it again.",
    http: 408,
    reason: "Timeout",
    aws: "ValidationError",
  },
  "SLIP-ASYNC-006": {
    title: "The container did not answer in time",
    why: "It had InvocationTimeoutSeconds for it, fifteen minutes where nothing is said, an hour at the most.",
    remedy: "Give it more time, or smaller requests.",
    http: 424,
    reason: "Timeout",
    aws: "ModelError",
  },
  "SLIP-ASYNC-007": {
    title: "The container broke the connection off",
    why: "Containers took the request and ended, or closed the connection, before they had answered, and did so again when it was sent anew.",
    remedy:
      "Read the container's log with `slipway logs`; it often ran out of memory or crashed on this input.",
    http: 424,
    reason: "InternalError",
    aws: "ModelError",
  },
  "SLIP-ASYNC-008": {
    title: "The endpoint was deleted",
    why: "The endpoint was deleted while the request waited for it.",
    remedy: "Send the request to an endpoint that is there.",
    http: 410,
    reason: "Expired",
    aws: "ValidationError",
  },
} as const satisfies Record<string, CatalogueEntry>;
