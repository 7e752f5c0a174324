import type { CatalogueEntry } from "../entry.ts";

/** SLIP-RUN: what keeps a job from running, told in its conditions. */
export const run = {
  "SLIP-RUN-001": {
    title: "A metric's regular expression cannot be used",
    why: "It is no regular expression, has no group for the value, or is longer or costlier to prepare than metrics may be.",
    remedy: "Correct the expression; its first group must capture the number.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-RUN-002": {
    title: "The job asks for something Slipway cannot do yet",
    why: "The field is a valid one, but this runtime has nothing behind it, and ignoring it would change what the job means.",
    remedy: "Remove the field or run the object on a runtime that has it; the README says what works today.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
    verdict: "refused",
  },
  "SLIP-RUN-003": {
    title: "The name is in use",
    why: "Another object in this account has the same AWS name; the older one keeps it.",
    remedy: "Give this object another name, or delete the other one and apply this one again.",
    http: 409,
    reason: "AlreadyExists",
    aws: "ResourceInUse",
  },
  "SLIP-RUN-004": {
    title: "The spec is invalid",
    why: "A field breaks a constraint that SageMaker's API states for it.",
    remedy: "Correct the fields the message names and apply again.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-RUN-005": {
    title: "There is no such runtime",
    why: "The annotation slipway.dev/runtime names what carries the object, and this is none of the names it may have; or node pools of its instance types name different ones.",
    remedy:
      "Write pods or sagemaker, or leave the annotation out; the default is pods. Where pools differ, the annotation decides.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-RUN-006": {
    title: "The node pool cannot be used as it stands",
    why: "Two taints of one key and effect, or a capacity that is no quantity, could not be true of any node, and of two pools that claim one instance type only one can be meant.",
    remedy: "Correct what the message names and apply the pool again.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-RUN-007": {
    title: "A metric is not read any more",
    why: "Its expression took more time or memory than metrics may have, or lines of JSON told more names than a job may have, so that it was switched off; the job's other metrics and the job itself go on.",
    remedy:
      "Write a simpler expression: name the words before the value and avoid repetitions of repetitions. A changed expression is tried again. Give steps and rows as `step`, not as names.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-RUN-008": {
    title: "Metrics cannot be read at the moment",
    why: "The thread that reads them does not start or stands still, as on a machine without memory; the log's lines wait and none is lost.",
    remedy:
      "Nothing, if it passes: reading is tried again. If it stays, look for what takes the machine's memory and processors.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "ServiceUnavailable",
  },
  "SLIP-RUN-011": {
    title: "The user that the pods are to run as is none",
    why: "The annotation slipway.dev/run-as-user names a user by its number, or leaves it to the image; root is what an image says, never a number.",
    remedy: "Write a number above 0, or image, or leave the annotation out.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
    verdict: "refused",
  },
  "SLIP-RUN-012": {
    title: "The namespace lets no such pod in",
    why: "An admission rule of the cluster, a PodSecurity level or a quota, refuses the pod that the object needs. It is tried again, for rules and quotas change.",
    remedy:
      "For PodSecurity: remove the annotation slipway.dev/run-as-user or name a user's number above 0 that the image can run as, or run the object in a namespace that allows more. For a quota: wait, or raise it.",
    http: 403,
    reason: "Forbidden",
    aws: "ResourceLimitExceeded",
    verdict: "awaited",
  },
  "SLIP-RUN-013": {
    title: "Nobody says which machines the instance type means",
    why: "The cluster has no usable NodePool for the instance type and Slipway does not know its size, so that the job would run without any limit. It waits until a pool says more.",
    remedy:
      "Make a NodePool that has the instance type in spec.instanceTypes and its size in spec.capacity, or correct the pool that the message names.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
    verdict: "awaited",
  },
  "SLIP-RUN-016": {
    title: "The namespace has no jobs in this cluster",
    why: "The operator writes only in the namespaces that it was given, so nothing is started for objects elsewhere. They hold no finalizer and can be deleted.",
    remedy:
      "Add the namespace with `slipway install --context NAME --jobs-in NAMESPACE`: the object is then taken up by itself. Or delete it and create it in a namespace that has jobs.",
    http: 403,
    reason: "Forbidden",
    aws: "AccessDeniedException",
  },
  "SLIP-RUN-017": {
    title: "Nothing is known of the kind",
    why: "An object was to be carried by a runtime, and its kind has no row in the table of kinds or is none that the runtime takes. Nothing was begun: what the object asks for would be taken for something else.",
    remedy:
      "This is a fault of Slipway's own or of an extension of it: the kind needs its row in `kinds/all.ts`, and the runtime must take it.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
    verdict: "refused",
  },
  "SLIP-RUN-021": {
    title: "The spec asks for a change that SageMaker cannot make",
    why: "A job, a model or an endpoint configuration stays what it was when it began; the object's spec says something else now, and what it became does not follow.",
    remedy:
      "Put the fields that the message names back to what they were: the object is in sync again by itself. For other values create another object, with another AWS name.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-RUN-022": {
    title: "Something that the object is made of is refused",
    why: "The configuration or model that an endpoint names cannot be used as it stands, or the job that was to write the model's data ended without it. What served before goes on serving.",
    remedy:
      "Mend what the message names, or let the object name another: it goes on by itself. `slipway why` of what is named says more.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
    verdict: "refused",
  },
  "SLIP-RUN-023": {
    title: "Something that the object is made of has not come",
    why: "What an endpoint names was not there for ten minutes, and nothing in the home was making it. What served before goes on serving.",
    remedy:
      "Create what the message names, or correct the name: the object goes on by itself as soon as it is there.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
    verdict: "refused",
  },
  "SLIP-RUN-024": {
    title: "Something that the job is made of is not there yet",
    why: "The model that a transform job names, or its data, does not exist yet. The job waits for it, for ten minutes where nothing in the home makes it.",
    remedy:
      "Nothing, if it is on its way. Otherwise create what the message names; a job with a wrong name is deleted and made again.",
    http: 404,
    reason: "NotFound",
    aws: "ValidationException",
    verdict: "awaited",
  },
  "SLIP-RUN-025": {
    title: "It cannot be scaled as it stands",
    why: "A scalable target or a scaling policy asks for something that is not served here, or that means nothing.",
    remedy: "Write what the message says; what was scaled before keeps the number that it has.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
    verdict: "refused",
  },
  "SLIP-RUN-026": {
    title: "Another target scales the same",
    why: "A variant is scaled by one target; of two the older one counts.",
    remedy: "Delete one of them.",
    http: 409,
    reason: "Conflict",
    aws: "ValidationException",
    verdict: "refused",
  },
  "SLIP-RUN-020": {
    title: "A look at the object took too long",
    why: "What the object is carried by, or what its data is kept in, has not answered in the time that one look has. Other objects go on meanwhile, and this one is looked at again and again with growing pauses.",
    remedy:
      "Find out what does not answer: the condition with the reason DeadlineExceeded names the step that waited. When it answers again, the object goes on by itself.",
    http: 504,
    reason: "Timeout",
    aws: "ServiceUnavailable",
  },
} as const satisfies Record<string, CatalogueEntry>;
