import type { CatalogueEntry } from "../entry.ts";

/** SLIP-SAGEMAKER: what keeps an object from being carried by Amazon SageMaker. */
export const sagemaker = {
  "SLIP-SAGEMAKER-001": {
    title: "The name is in use in SageMaker",
    why: "SageMaker has something of this name that was not made for this object. It is left alone: neither followed, nor stopped, nor deleted.",
    remedy:
      "Give the object another AWS name, or remove what has the name from SageMaker and apply the object again.",
    http: 409,
    reason: "AlreadyExists",
    aws: "ResourceInUse",
    verdict: "refused",
  },
  "SLIP-SAGEMAKER-002": {
    title: "This home may not use AWS",
    why: "Nothing is done in AWS unless whoever runs the home has said so: it costs money and needs credentials.",
    remedy: "Start the home with `slipway up --aws-credentials`, or carry the object by pods.",
    http: 403,
    reason: "Forbidden",
    aws: "AccessDeniedException",
    verdict: "refused",
  },
  "SLIP-SAGEMAKER-003": {
    title: "SageMaker does not take the request",
    why: "SageMaker found the request, which is the object's spec, to be against its rules.",
    remedy: "Correct what SageMaker's own words name and apply the object again.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
    verdict: "refused",
  },
  "SLIP-SAGEMAKER-004": {
    title: "That is not AWS",
    why: "The endpoint or the access key found for AWS is this home's own, as `slipway env` sets it, or the endpoint is no safe address. Nothing was sent.",
    remedy:
      "Start the home from a shell without what `slipway env` has set, or name a profile and an endpoint by the namespace's annotations.",
    http: 403,
    reason: "Forbidden",
    aws: "AccessDeniedException",
    verdict: "refused",
  },
  "SLIP-SAGEMAKER-005": {
    title: "SageMaker cannot change it",
    why: "Models and endpoint configurations stay in SageMaker as they were made.",
    remedy:
      "Put the spec back as it was, or make a new object with another AWS name and point the endpoint at it.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
    verdict: "refused",
  },
  "SLIP-SAGEMAKER-006": {
    title: "AWS cannot be spoken to as things are set up",
    why: "The AWS SDK found no region or no credentials, or AWS does not accept the credentials it found.",
    remedy:
      "Set a region by the annotation services.k8s.aws/region or the namespace's services.k8s.aws/default-region, and credentials by a profile, the environment of `slipway up --aws-credentials`, or the machine's role. It is tried again by itself.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-SAGEMAKER-007": {
    title: "It waits for something else to be in SageMaker",
    why: "An endpoint needs its configuration, and a configuration its models, in SageMaker first.",
    remedy:
      "Apply the objects it names with the same annotation slipway.dev/runtime: sagemaker. It goes on by itself.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
    verdict: "awaited",
  },
  "SLIP-SAGEMAKER-008": {
    title: "The endpoint is served by SageMaker",
    why: "This home made the endpoint in Amazon SageMaker and follows it there; invocations do not pass through it.",
    remedy:
      "Invoke it at SageMaker's own endpoint, with AWS credentials and without what `slipway env` sets: aws sagemaker-runtime invoke-endpoint --region REGION --endpoint-name NAME …",
    http: 400,
    reason: "BadRequest",
    aws: "ValidationError",
  },
  "SLIP-SAGEMAKER-009": {
    title: "Adoption is not served",
    why: "ACK's annotations adoption-policy and read-only ask for something in AWS to be taken over or only looked at. Making it anew instead would not be what was meant.",
    remedy: "Take the annotation away to have the thing made under this object's own name.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
    verdict: "refused",
  },
  "SLIP-SAGEMAKER-010": {
    title: "SageMaker's quota has no room for it",
    why: "The account's quota of instances of this type, or of something else that the request asks for, is used up or smaller than what is asked for. It is asked for again every minute.",
    remedy:
      "Wait until other jobs have ended, ask for fewer or other instances, or have the quota raised by AWS Service Quotas. It goes on by itself.",
    http: 429,
    reason: "TooManyRequests",
    aws: "ResourceLimitExceeded",
    verdict: "awaited",
  },
} as const satisfies Record<string, CatalogueEntry>;
