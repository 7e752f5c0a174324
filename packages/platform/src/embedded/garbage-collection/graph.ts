import { type Key, type Kind, keyOf, type OwnerReference, type Resource } from "@slipway/model";

/** One object as the collector knows it. */
export interface Node {
  readonly kind: Kind;
  readonly key: Key;
  readonly uid: string;
  readonly owners: readonly OwnerReference[];
  readonly deleting: boolean;
  readonly finalizers: readonly string[];
}

/** Who belongs to whom, by uid, so that a name used again is another object. */
export class Graph {
  readonly #nodes = new Map<string, Node>();
  readonly #dependents = new Map<string, Set<string>>();

  get(uid: string): Node | undefined {
    return this.#nodes.get(uid);
  }

  dependentsOf(uid: string): readonly Node[] {
    return [...(this.#dependents.get(uid) ?? [])].flatMap((dependent) => this.#nodes.get(dependent) ?? []);
  }

  put(kind: Kind, object: Resource): Node {
    const { uid = "", ownerReferences = [], deletionTimestamp, finalizers = [] } = object.metadata;
    this.remove(uid);
    const node = {
      kind,
      key: keyOf(object),
      uid,
      owners: ownerReferences,
      deleting: deletionTimestamp !== undefined,
      finalizers,
    };
    this.#nodes.set(uid, node);
    for (const owner of ownerReferences) {
      const dependents = this.#dependents.get(owner.uid) ?? new Set();
      this.#dependents.set(owner.uid, dependents.add(uid));
    }
    return node;
  }

  remove(uid: string): void {
    for (const owner of this.#nodes.get(uid)?.owners ?? []) {
      const dependents = this.#dependents.get(owner.uid);
      dependents?.delete(uid);
      if (dependents?.size === 0) this.#dependents.delete(owner.uid);
    }
    this.#nodes.delete(uid);
  }
}
