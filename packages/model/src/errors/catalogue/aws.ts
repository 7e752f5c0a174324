import type { CatalogueEntry } from "../entry.ts";

/** SLIP-AWS: what the AWS door itself refuses. */
export const aws = {
  "SLIP-AWS-001": {
    title: "The operation is not served",
    why: "The AWS API has this operation, or a client believes so, but this Slipway does not serve it. Nothing was stored.",
    remedy: "The message lists what is served; do the rest with `kubectl` or the `slipway` CLI.",
    http: 404,
    reason: "NotFound",
    aws: "UnknownOperationException",
  },
  "SLIP-AWS-002": {
    title: "A value has the wrong type",
    why: "A member of a request that stores no object has another JSON type than the AWS API declares.",
    remedy: "Correct the member that the message names; AWS SDKs check types before they send.",
    http: 400,
    reason: "BadRequest",
    aws: "SerializationException",
  },
  "SLIP-AWS-003": {
    title: "A value breaks a rule of the AWS API",
    why: "A member of a request that stores no object is missing, or its value is outside the length, range, pattern or set that the AWS API declares.",
    remedy: "Correct the member that the message names.",
    http: 400,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-AWS-004": {
    title: "The object is in a state that does not allow this",
    why: "A job that has ended cannot be stopped, one that runs cannot be deleted, an endpoint that changes cannot be changed.",
    remedy: "Look at the object's status with Describe, and try again when it is there.",
    http: 400,
    reason: "Conflict",
    aws: "ValidationException",
  },
  "SLIP-AWS-005": {
    title: "Too many requests at once",
    why: "More requests, or more bytes of them, are under way at the AWS door than it takes at a time. Nothing was stored.",
    remedy: "Try again a little later; AWS SDKs do so by themselves.",
    http: 400,
    reason: "TooManyRequests",
    aws: "ThrottlingException",
  },
  "SLIP-AWS-006": {
    title: "The endpoint cannot be invoked",
    why: "No endpoint of that name is InService in the namespace that the access key stands for.",
    remedy:
      "Check the name and wait until the endpoint is InService; `slipway why endpoint NAME` says what it waits for.",
    http: 400,
    reason: "NotFound",
    aws: "ValidationError",
  },
  "SLIP-AWS-007": {
    title: "The container answered with an error",
    why: "The endpoint's own container took the invocation and answered with a 4xx or 5xx status.",
    remedy:
      "Read what it says in OriginalMessage and in its log (`slipway logs`); check the content type and the input.",
    http: 424,
    reason: "InternalError",
    aws: "ModelError",
  },
  "SLIP-AWS-008": {
    title: "The router cannot be reached",
    why: "The AWS door hands invocations to the router, and the router does not answer.",
    remedy: "See with `slipway status` whether everything is up, and into the server's log.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-AWS-009": {
    title: "A part of the operation is not served",
    why: "The AWS API declares this member or value, and this Slipway does not serve it. Leaving it out of account would answer something else than was asked for.",
    remedy: "Ask without what the message names, and choose among the answers yourself.",
    http: 400,
    reason: "BadRequest",
    aws: "ValidationException",
  },
  "SLIP-AWS-010": {
    title: "The endpoint takes no more invocations this second",
    why: "The endpoint's annotation slipway.dev/requests-per-second, or the bearer key's own rate, bounds how many invocations it takes; this one is above it and has not reached a container.",
    remedy:
      "Try again after the seconds of Retry-After; AWS SDKs do so by themselves. Who owns the endpoint can raise the rate.",
    http: 429,
    reason: "TooManyRequests",
    aws: "ThrottlingException",
  },
  "SLIP-AWS-011": {
    title: "Nobody knows who answered the invocation",
    why: "PutMetricData names an invocation by EndpointName and InferenceId, and no answer to it is known: it was not sent with the InferenceId, it failed, its time is over, or its endpoint keeps no InferenceIds. Nothing of the call was stored.",
    remedy:
      "Send the InferenceId with InvokeEndpoint to an endpoint that has the annotation slipway.dev/feedback-window (`7d`), and its value within that time; or send it with VariantName in the place of InferenceId.",
    http: 400,
    reason: "BadRequest",
    aws: "InvalidParameterValueException",
  },
} as const satisfies Record<string, CatalogueEntry>;
