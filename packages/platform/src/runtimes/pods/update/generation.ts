import type { Capacity } from "../../serving.ts";

/** Copies of one variant from one template of pods. */
export interface Member {
  readonly variant: string;
  /** Tells templates apart: what of a pod would have to be another one. */
  readonly fleet: string;
  /** Share of the generation's requests: weight over the sum of all weights. */
  readonly weight: number;
  readonly capacity: Capacity;
}

/** All that an endpoint serves, or is to serve, at one time. */
export type Generation = readonly Member[];

export const memberKey = ({ variant, fleet }: Pick<Member, "variant" | "fleet">): string =>
  `${variant}/${fleet}`;

/** Whether both are made of the same pods; weights and numbers change without an update. */
export function sameFleets(one: Generation, other: Generation): boolean {
  const keys = (generation: Generation): string => generation.map(memberKey).sort().join(" ");
  return keys(one) === keys(other);
}

/** Those of the one that the other has not. */
export function without(one: Generation, other: Generation): Generation {
  const keys = new Set(other.map(memberKey));
  return one.filter((member) => !keys.has(memberKey(member)));
}

/** By member, out of requests that are `shifted` (0 to 1) to the newer one; a member of both gets what both give it. */
export function shares(
  older: Generation,
  newer: Generation | undefined,
  shifted: number,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const give = (generation: Generation, part: number): void => {
    const total = generation.reduce((sum, { weight }) => sum + weight, 0);
    for (const member of generation) {
      const key = memberKey(member);
      const share = total === 0 ? 0 : (member.weight / total) * part;
      found.set(key, (found.get(key) ?? 0) + share);
    }
  };
  give(older, newer === undefined ? 1 : 1 - shifted);
  if (newer !== undefined) give(newer, shifted);
  return found;
}
