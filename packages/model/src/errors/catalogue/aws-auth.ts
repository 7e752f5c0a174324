import type { CatalogueEntry } from "../entry.ts";

/** SLIP-AUTH: signatures of AWS clients, the same at the S3 door and at the other AWS doors. */
export const awsAuth = {
  "SLIP-AUTH-001": {
    title: "The request is not signed",
    why: "AWS doors answer signed requests only; this one carries neither an Authorization header nor a presigned query.",
    remedy: 'Give your client credentials with eval "$(slipway env)".',
    http: 403,
    reason: "Unauthorized",
    aws: "MissingAuthenticationTokenException",
  },
  "SLIP-AUTH-002": {
    title: "The signature cannot be read",
    why: "A part of the AWS signature (version 4) is missing or malformed, so nothing can be verified.",
    remedy: "Use a current AWS SDK or CLI and leave signing to it; the message names the part that is wrong.",
    http: 400,
    reason: "BadRequest",
    aws: "IncompleteSignatureException",
  },
  "SLIP-AUTH-003": {
    title: "The access key is not known",
    why: "This Slipway has not issued the access key that the request is signed with; keys of AWS or of another Slipway do not count here.",
    remedy: 'Set your client up with eval "$(slipway env)" and see that no profile overrides it.',
    http: 403,
    reason: "Unauthorized",
    aws: "UnrecognizedClientException",
  },
  "SLIP-AUTH-004": {
    title: "The signature does not match",
    why: "The request was signed with another secret key, or something between client and server changed it.",
    remedy:
      'Set your client up with eval "$(slipway env)"; if a proxy stands between, let it pass Host, path and query unchanged.',
    http: 403,
    reason: "Unauthorized",
    aws: "InvalidSignatureException",
  },
  "SLIP-AUTH-005": {
    title: "The signature is too old or from the future",
    why: "Signatures count for 15 minutes, presigned URLs for the time they name, so that a captured one is soon worth nothing.",
    remedy: "Set the clocks of both machines right, or make a new presigned URL.",
    http: 403,
    reason: "Unauthorized",
    aws: "RequestExpired",
  },
  "SLIP-AUTH-006": {
    title: "The body is not the one that was signed",
    why: "The SHA-256 of the body, or the signature of one of its chunks, differs from what the request's signature covers.",
    remedy: "Send again; if it happens again, something between client and server changes bodies.",
    http: 400,
    reason: "BadRequest",
    aws: "InvalidSignatureException",
  },
  "SLIP-AUTH-007": {
    title: "The body in chunks cannot be read",
    why: "The request says that its body is aws-chunked, but the chunks are malformed or end early.",
    remedy:
      "Send again with a current AWS SDK; if it happens again, something between client and server changes bodies.",
    http: 400,
    reason: "BadRequest",
    aws: "IncompleteBody",
  },
  "SLIP-AUTH-008": {
    title: "The session token is not valid",
    why: "Temporary credentials count with their own session token alone, whole and unchanged, and as long as the access key is there that they were made of; a key that is not temporary has none.",
    remedy:
      "Ask for new credentials (`aws sts assume-role`, `aws sts get-session-token`), and take access key, secret and session token from one answer.",
    http: 403,
    reason: "Unauthorized",
    aws: "UnrecognizedClientException",
  },
  "SLIP-AUTH-009": {
    title: "The session token has expired",
    why: "Temporary credentials count until the time that was told with them.",
    remedy: "Ask for new ones (`aws sts assume-role`, `aws sts get-session-token`).",
    http: 403,
    reason: "Unauthorized",
    aws: "ExpiredTokenException",
  },
  "SLIP-AUTH-010": {
    title: "The signature is for another service or region",
    why: "A signature names the service and the region that it is for; this one came to another service, or to a host of another region.",
    remedy:
      "Give the client the region of the host that it is sent to, and leave signing to a current AWS SDK.",
    http: 403,
    reason: "Unauthorized",
    aws: "InvalidSignatureException",
  },
  "SLIP-AUTH-011": {
    title: "The bearer key is not one of this endpoint",
    why: "A bearer key counts for the one endpoint that it was made for, until it expires or is deleted; this one is not known, or is another endpoint's.",
    remedy:
      "Make one with `slipway key create ENDPOINT`, and send it whole as `Authorization: Bearer KEY` over a way that nobody else reads.",
    http: 401,
    reason: "Unauthorized",
    aws: "UnrecognizedClientException",
  },
  "SLIP-AUTH-012": {
    title: "The bearer key has expired",
    why: "The key was made with a time at which it ends, and that is over.",
    remedy:
      "Make a new one with `slipway key create ENDPOINT`; `slipway key list ENDPOINT` shows when each ends.",
    http: 401,
    reason: "Unauthorized",
    aws: "ExpiredTokenException",
  },
  "SLIP-AUTH-013": {
    title: "The password of the metrics page does not match",
    why: "The page of metrics is opened by an access key's id and a password that is made of the key's secret; the key is not known here, or the password is not its own.",
    remedy:
      "Make the password as docs/guides/prometheus.md has it, and give it to Prometheus in `basic_auth`.",
    http: 401,
    reason: "Unauthorized",
    aws: "UnrecognizedClientException",
  },
  "SLIP-AUTH-014": {
    title: "The event's sender is not known",
    why: "An event for a trigger proves by the trigger's password whose access key stands behind it; none was sent, its key is not known here, or it is another trigger's.",
    remedy:
      "Take address and password from `slipway trigger NAME`, and send it as `Authorization: Bearer PASSWORD`, or as the secret of a webhook that signs (X-Hub-Signature-256).",
    http: 401,
    reason: "Unauthorized",
    aws: "UnrecognizedClientException",
  },
} as const satisfies Record<string, CatalogueEntry>;
