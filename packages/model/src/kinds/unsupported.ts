import type { Abilities, Ability } from "./abilities.ts";

/** Something that an object may ask of what carries it. */
export interface Ask {
  readonly ability: Ability;
  readonly asked: boolean;
  /** Names the field, says why it cannot be had where the ability is missing, and what to write instead. */
  readonly otherwise: string;
}

/** What is asked for and cannot be had there, a sentence each; empty where all can. */
export function unsupportedBy({ can }: Abilities, asks: readonly Ask[]): readonly string[] {
  return asks.filter(({ ability, asked }) => asked && !can[ability]).map(({ otherwise }) => otherwise);
}
