import type { Resource } from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { type DefinitionState, type Definitions, kindAmong } from "../definitions.ts";
import type { Removal } from "../removal.ts";
import { PODS } from "./abilities.ts";

const KINDS = [modelKind, endpointConfigKind];

/** Endpoints of pods read their models and configurations from the store, so that nothing has to be made known. */
export function createPodDefinitions(): Definitions {
  return {
    kinds: KINDS,
    abilities: async (): Promise<Abilities> => PODS,
    put: async (owner: Resource): Promise<DefinitionState> => {
      kindAmong(KINDS, owner);
      return {};
    },
    remove: async (owner: Resource): Promise<Removal> => {
      kindAmong(KINDS, owner);
      return "gone";
    },
  };
}
