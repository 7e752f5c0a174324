import type { Abilities, Removal } from "../abilities.ts";
import type { DefinitionState, Definitions } from "../definitions.ts";
import { PODS } from "./abilities.ts";

/** Endpoints of pods read their models and configurations from the store, so that nothing has to be made known. */
export function createPodDefinitions(): Definitions {
  return {
    abilities: async (): Promise<Abilities> => PODS,
    put: async (): Promise<DefinitionState> => ({}),
    remove: async (): Promise<Removal> => "gone",
  };
}
