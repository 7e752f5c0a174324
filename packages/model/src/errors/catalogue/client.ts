import type { CatalogueEntry } from "../entry.ts";

/** SLIP-CLIENT: what a client (SDK, CLI) finds out by itself, before or without an answer of a door. */
export const client = {
  "SLIP-CLIENT-001": {
    title: "Slipway does not answer",
    why: "Nothing accepts connections at the server's address.",
    remedy: "See whether it runs with `slipway status`; start it with `slipway up`.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-CLIENT-002": {
    title: "The server's certificate is not trusted",
    why: "The server showed a certificate that the kubeconfig's authority did not issue: another server, or a new authority.",
    remedy:
      'Use the state folder of the server that is running, and renew your shell with eval "$(slipway env)".',
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-CLIENT-003": {
    title: "The answer cannot be understood",
    why: "What answered is no Kubernetes API or AWS API, or something in between changed the answer.",
    remedy: "Check the server's address, and whether a proxy stands in between.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-CLIENT-004": {
    title: "The answer took too long",
    why: "The server took the request but did not answer in time.",
    remedy: "Try again; `slipway status` shows whether the server is well, its log what keeps it busy.",
    http: 504,
    reason: "Timeout",
    aws: "RequestTimeout",
  },
  "SLIP-CLIENT-005": {
    title: "The server refused or failed",
    why: "The server answered with an error that names no code of the catalogue.",
    remedy: "Read the server's own words above; its log says more.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-CLIENT-006": {
    title: "Too many requests, or a quota is used up",
    why: "The server limits how much may run or be asked for at once.",
    remedy: "Wait and try again, or let something else finish first.",
    http: 429,
    reason: "TooManyRequests",
    aws: "ThrottlingException",
  },
  "SLIP-CLIENT-007": {
    title: "The model answered with an error",
    why: "The request reached the model's container, which refused it or failed while predicting.",
    remedy:
      "Read the model's own words above; check data and content type; `slipway logs endpoint/NAME` says more.",
    http: 424,
    reason: "BadRequest",
    aws: "ModelError",
  },
  "SLIP-CLIENT-008": {
    title: "There is no such context",
    why: "The kubeconfig (the file of $KUBECONFIG, or ~/.kube/config) names the clusters that a client can reach, each by a context.",
    remedy: "List them with `kubectl config get-contexts`, and set KUBECONFIG where the file is another one.",
    http: 404,
    reason: "NotFound",
    aws: "ResourceNotFound",
  },
  "SLIP-CLIENT-009": {
    title: "The request is larger than an endpoint takes",
    why: "SageMaker's runtime API takes 6 MiB in one invocation, and so does Slipway.",
    remedy: "Send fewer rows at once.",
    http: 413,
    reason: "RequestEntityTooLarge",
    aws: "ValidationError",
  },
  "SLIP-CLIENT-010": {
    title: "The connection broke off",
    why: "The server ended or was started anew while the request was on its way, or something in between closed the connection.",
    remedy: "See with `slipway status` whether the server runs, then try again.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-CLIENT-011": {
    title: "The object's key cannot be asked for",
    why: "S3 takes any key, but an HTTP client resolves `.` and `..` in an address before it sends it, and would ask for another object.",
    remedy:
      "Write the key as it is stored; an object that really has such a key is read with `aws s3api get-object`.",
    http: 400,
    reason: "BadRequest",
    aws: "ValidationError",
  },
} as const satisfies Record<string, CatalogueEntry>;
