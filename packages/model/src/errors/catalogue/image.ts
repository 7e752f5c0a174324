import type { CatalogueEntry } from "../entry.ts";

/** SLIP-IMAGE: making the container image of Slipway itself. */
export const image = {
  "SLIP-IMAGE-001": {
    title: "The image cannot be made on this machine",
    why: "The image takes Node and its libraries from the machine, so it is made on Linux, on x86-64 or arm64.",
    remedy: "Run the command on such a machine, or in a Linux container that has Node.",
    http: 400,
    reason: "BadRequest",
    aws: "ValidationException",
  },
  "SLIP-IMAGE-002": {
    title: "Slipway is not built",
    why: "The image holds what `npm run build` makes; in this checkout it is missing or older than the sources.",
    remedy: "Build first: `npm run build`.",
    http: 400,
    reason: "BadRequest",
    aws: "ValidationException",
  },
  "SLIP-IMAGE-004": {
    title: "This Node does not suit the image",
    why: "The image runs on the Node that is found here: the package `node` of a checkout, else the one that runs slipway.",
    remedy: "Install Node 22.14 or newer and run slipway with it; in a checkout `npm ci` brings one.",
    http: 400,
    reason: "BadRequest",
    aws: "ValidationException",
  },
  "SLIP-IMAGE-005": {
    title: "The image cannot be written",
    why: "The folder is not there or not writable, or its disk is full: while it is made, the image needs its size twice.",
    remedy: "Make room, or name a file on another disk; nothing was left behind.",
    http: 507,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-IMAGE-006": {
    title: "The base cannot be built on",
    why: "The file is no OCI archive, is damaged, or holds no image for this machine's processor.",
    remedy: "Make one with `skopeo copy docker://IMAGE oci-archive:FILE`, or leave --base out.",
    http: 400,
    reason: "BadRequest",
    aws: "ValidationException",
  },
} as const satisfies Record<string, CatalogueEntry>;
