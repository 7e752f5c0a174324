import type { Abilities, Ability } from "#runtimes/abilities.ts";

/** Something that an object asks of what carries it. */
export interface Ask {
  readonly ability: Ability;
  /** Names the field, says why it cannot be had where the ability is missing, and what to write instead. */
  readonly otherwise: string;
}

/** What of it cannot be had there, a sentence each; empty where all can. */
export function unsupportedBy({ can }: Abilities, asks: readonly Ask[]): readonly string[] {
  return asks.flatMap(({ ability, otherwise }) => (can[ability] ? [] : [otherwise]));
}
