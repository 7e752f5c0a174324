import { fnv1a } from "@slipway/model";

/**
 * Pods in the order in which a model is best asked of them: always the same one first, as long as it is there, and another for
 * another model (rendezvous hashing).
 */
export function inOrderFor(target: string, pods: readonly string[]): readonly string[] {
  return pods
    .map((pod) => ({ pod, weight: fnv1a(`${fnv1a(`${target} ${pod}`)} ${target}`) }))
    .sort((a, b) => (a.weight < b.weight ? -1 : 1))
    .map(({ pod }) => pod);
}
