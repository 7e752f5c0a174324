import { type Key, keyOf, type Resource } from "@slipway/model";
import { type Abilities, NOTHING_BEYOND, type Removal } from "../abilities.ts";
import type { DefinitionState, Definitions } from "../definitions.ts";

/** Definitions that are known as soon as they are put: the seam's rules without any machinery. */
export class FakeDefinitions implements Definitions {
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
    this.#known.add(keyOf(owner));
    return {};
  }

  async remove(owner: Resource): Promise<Removal> {
    this.#known.delete(keyOf(owner));
    return "gone";
  }

  /** The keys of what is known. */
  known(): readonly Key[] {
    return [...this.#known];
  }
}
