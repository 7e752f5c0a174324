import { descriptorLimit } from "../descriptor-limit.ts";

/** How many connections a server keeps, and of whom. */
export interface ConnectionLimits {
  readonly most: number;
  /** Of peers that have not proved who they are. */
  readonly strangers: number;
  /** Of one caller that has. */
  readonly perCaller: number;
}

/** Kept for files, databases, pods and what the doors themselves dial. */
const RESERVE = 256;
/** Servers that share what is left. */
const SERVERS = 4;
const MOST = 2048;
const LEAST = 64;

/** The limits of one of a process's servers, within what the process may open. */
export function connectionLimits(descriptors = descriptorLimit()): ConnectionLimits {
  const share = Math.floor((descriptors - RESERVE) / SERVERS);
  const most = Math.max(LEAST, Math.min(MOST, share));
  return { most, strangers: Math.floor(most / 4), perCaller: Math.floor(most / 2) };
}
