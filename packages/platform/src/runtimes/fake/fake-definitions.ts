import { type Key, keyOf, type Resource } from "@slipway/model";
import { type Abilities, NOTHING_BEYOND } from "@slipway/model/kinds/abilities.ts";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { type DefinitionKind, type DefinitionState, type Definitions, kindAmong } from "../definitions.ts";
import type { Removal } from "../removal.ts";

/** Definitions that are known as soon as they are put: the seam's rules without any machinery. */
export class FakeDefinitions implements Definitions {
  readonly kinds: readonly DefinitionKind[] = [modelKind, endpointConfigKind];
  /** What the next answers say of the runtime. */
  readonly declared: { -readonly [Name in keyof Abilities]: Abilities[Name] } = {
    runtime: "pods",
    wholeRequest: false,
    can: NOTHING_BEYOND,
  };
  readonly #known = new Set<Key>();

  async abilities(): Promise<Abilities> {
    return { ...this.declared };
  }

  async put(owner: Resource): Promise<DefinitionState> {
    kindAmong(this.kinds, owner);
    this.#known.add(keyOf(owner));
    return {};
  }

  async remove(owner: Resource): Promise<Removal> {
    kindAmong(this.kinds, owner);
    this.#known.delete(keyOf(owner));
    return "gone";
  }

  /** The keys of what is known. */
  known(): readonly Key[] {
    return [...this.#known];
  }
}
