import type { CatalogueEntry } from "../entry.ts";

/** SLIP-SIDECAR: bringing data into a pod and taking results out of it. */
export const sidecar = {
  "SLIP-SIDECAR-001": {
    title: "The input has no data",
    why: "The bucket is there, but no object's key starts with the prefix that the channel names.",
    remedy:
      "Upload the data, or correct the channel's S3 URI; `aws s3 ls s3://BUCKET/PREFIX` shows what is there.",
    http: 400,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-SIDECAR-002": {
    title: "The input cannot be laid out as files",
    why: "Two objects want the same path, one as a file and one as a folder, or a key leads out of the channel's folder.",
    remedy: "Rename the objects that the message names, or narrow the prefix.",
    http: 400,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-SIDECAR-003": {
    title: "The archive cannot be unpacked",
    why: "It is not a gzip-compressed tar archive, is damaged, or has an entry or a link that leads out of its folder.",
    remedy: "Make it anew with `tar czf NAME.tar.gz -C FOLDER .` from regular files and folders.",
    http: 400,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-SIDECAR-004": {
    title: "The manifest of the input is not valid",
    why: "A ManifestFile must be a JSON array: first an object with a prefix, then the keys relative to it.",
    remedy: 'Write it as [{"prefix": "s3://BUCKET/PREFIX/"}, "key1", "key2"].',
    http: 400,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-SIDECAR-005": {
    title: "The plan of the pod cannot be read",
    why: "The sidecar's plan is missing or is not what this version writes.",
    remedy: "Let Slipway write the pod; if it did, run the same version of the server and of its image.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-SIDECAR-006": {
    title: "The results could not be uploaded in time",
    why: "The store of artifacts did not take the results before the pod's time was over.",
    remedy: "See that the object store runs and has space, then start the job again.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "InternalFailure",
  },
  "SLIP-SIDECAR-007": {
    title: "The pod's disk cannot take the files",
    why: "Writing below /opt/ml failed: no space is left, or the folder is not writable.",
    remedy: "Give the job more disk, or less data; the message names the file.",
    http: 507,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-SIDECAR-008": {
    title: "The artifact is not what its step gave",
    why: "Objects of it were removed or replaced since they were stored: its digest is another one.",
    remedy: "Run the step that gave it again; keep others from writing below the prefix of a run.",
    http: 409,
    reason: "Conflict",
    aws: "ConflictException",
  },
  "SLIP-SIDECAR-009": {
    title: "The results are too large",
    why: "Results are small values, which are kept with the record of the step.",
    remedy: "Declare what is large as an artifact: artifacts may have any size.",
    http: 400,
    reason: "Invalid",
    aws: "ValidationException",
  },
} as const satisfies Record<string, CatalogueEntry>;
