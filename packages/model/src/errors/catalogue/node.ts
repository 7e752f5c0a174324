import type { CatalogueEntry } from "../entry.ts";

/** SLIP-NODE: running pods as processes on this machine. */
export const node = {
  "SLIP-NODE-001": {
    title: "Nobody here knows the image",
    why: "Without containers, only Slipway's built-in images can run: there is nothing that could pull and unpack another one.",
    remedy:
      "Use a built-in image (`…/sagemaker-xgboost:1.x`, `slipway.dev/script`), or train your own code with `slipway train ./dir`.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-NODE-002": {
    title: "The pod asks for something this node does not have",
    why: "The field is a valid one, but processes on one machine have nothing behind it, and ignoring it would change what the pod means.",
    remedy: "Remove the field that the message names, or run the pod on a Kubernetes cluster.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-NODE-003": {
    title: "The container's configuration is not there",
    why: "A Secret or ConfigMap that the pod takes its environment or files from does not exist, or lacks the key.",
    remedy: "Create what the message names; the pod goes on by itself.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-NODE-004": {
    title: "The pod's folder cannot be written",
    why: "Making the pod's files below the state folder failed, most often because the disk is full.",
    remedy: "Free some space, or see who owns the state folder; the pod goes on by itself.",
    http: 507,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-NODE-005": {
    title: "No free port is left for the pod",
    why: "Each serving pod gets its own loopback port, and every port of the node's range is taken.",
    remedy: "End what occupies the ports 20000 to 31999 on this machine; the pod goes on by itself.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "InternalFailure",
  },
  "SLIP-NODE-006": {
    title: "No user is left for the pod",
    why: "In a home that root runs each pod has users of its own on this machine, and all that it may give away are in use.",
    remedy: "Delete pods that are over; the pod goes on by itself.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "InternalFailure",
  },
  "SLIP-NODE-007": {
    title: "Too few devices are free for the pod",
    why: "The pod asks for GPUs of this machine, and others have them.",
    remedy: "Wait for pods that have some, or delete them; the pod goes on by itself.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "InternalFailure",
  },
  "SLIP-NODE-008": {
    title: "No container engine is here",
    why: "The image is a container image of another's, which podman or docker runs, and neither answers on this machine.",
    remedy: "Start or install one; `slipway doctor` says how. The pod goes on by itself.",
    http: 503,
    reason: "ServiceUnavailable",
    aws: "InternalFailure",
  },
  "SLIP-NODE-009": {
    title: "The image cannot be had",
    why: "The container engine could not pull the image, or take it from its archive: the name is wrong, the registry refuses it, or it is away.",
    remedy:
      "Try the same name with `podman pull` or `docker pull`, and log in to the registry there where it asks for that.",
    http: 422,
    reason: "Invalid",
    aws: "ValidationException",
  },
} as const satisfies Record<string, CatalogueEntry>;
