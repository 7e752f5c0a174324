import { createHash } from "node:crypto";
import { isAlreadyExists, isConflict, isNotFound, type Key } from "@slipway/model";
import { type ConfigMap, configMapKind } from "@slipway/model/kubernetes/workloads.ts";
import type { IamCall } from "./iam-call.ts";

/** What is kept of one role or policy: a ConfigMap of the access key's namespace, written with the caller's rights. */
export interface Entry {
  /** As it was given; no two of a sort differ by case alone. */
  readonly name: string;
}

/** The sorts of entries. */
export type Sort = "role" | "policy";

const LABEL = "slipway.dev/iam";
const DATA = "entry.json";
const MOST_TRIES = 10;
const SLUG = 40;

/** Everything of one sort that is kept for a caller's namespace. */
export class Entries<E extends Entry> {
  readonly #sort: Sort;
  readonly #call: IamCall;
  /** Tells one that was written here from what somebody made of it since. */
  readonly #isEntry: (value: object) => value is E;

  constructor(sort: Sort, call: IamCall, isEntry: (value: object) => value is E) {
    this.#sort = sort;
    this.#call = call;
    this.#isEntry = isEntry;
  }

  /** In the order of their names. */
  async all(): Promise<readonly E[]> {
    const where = { namespace: this.#call.key.namespace, labels: { [LABEL]: this.#sort } };
    const { items } = await this.#call.store.list(configMapKind, where);
    const entries = items.flatMap((object) => this.#read(object) ?? []);
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async find(name: string): Promise<E | undefined> {
    return (await this.#present(name)).entry;
  }

  /** False where one of the name is there already. */
  async create(entry: E): Promise<boolean> {
    const { namespace } = this.#call.key;
    const metadata = {
      namespace,
      name: objectName(this.#sort, entry.name),
      labels: { [LABEL]: this.#sort, "app.kubernetes.io/managed-by": "slipway" },
    };
    try {
      await this.#call.store.create(configMapKind, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata,
        data: { [DATA]: JSON.stringify(entry) },
      });
      return true;
    } catch (error) {
      if (isAlreadyExists(error)) return false;
      throw error;
    }
  }

  /**
   * Reads, changes and writes; again when somebody wrote in between. Undefined where there is none; `change` may refuse by throwing,
   * and leaves all as it is by returning what it was given.
   */
  async change(name: string, change: (entry: E) => E): Promise<E | undefined> {
    for (let tries = 1; ; tries++) {
      const { object, entry } = await this.#present(name);
      if (object === undefined || entry === undefined) return undefined;
      const changed = change(entry);
      if (changed === entry) return entry;
      const written = { ...object, data: { [DATA]: JSON.stringify(changed) } };
      try {
        await this.#call.store.replace(configMapKind, written, "object");
        return changed;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        if (!isConflict(error) || tries === MOST_TRIES) throw error;
      }
    }
  }

  /** False where there is none. `allowed` may refuse by throwing. */
  async remove(name: string, allowed: (entry: E) => void): Promise<boolean> {
    const { object, entry } = await this.#present(name);
    if (object === undefined || entry === undefined) return false;
    allowed(entry);
    try {
      const { uid } = object.metadata;
      await this.#call.store.remove(configMapKind, this.#keyOf(name), uid === undefined ? {} : { uid });
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  async #present(name: string): Promise<{ readonly object?: ConfigMap; readonly entry?: E }> {
    const object = await this.#call.store.get(configMapKind, this.#keyOf(name));
    const entry = object && this.#read(object);
    return object === undefined || entry === undefined ? {} : { object, entry };
  }

  #keyOf(name: string): Key {
    return `${this.#call.key.namespace}/${objectName(this.#sort, name)}`;
  }

  #read({ metadata, data }: ConfigMap): E | undefined {
    if (metadata.labels?.[LABEL] !== this.#sort) return undefined;
    try {
      const value: unknown = JSON.parse(data?.[DATA] ?? "");
      return typeof value === "object" && value !== null && this.#isEntry(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
}

/** The same for names that differ by case alone. */
function objectName(sort: Sort, name: string): string {
  const lower = name.toLowerCase();
  const slug = lower.replace(/[^a-z0-9]+/g, "-").slice(0, SLUG);
  const digest = createHash("sha256").update(lower).digest("hex").slice(0, 10);
  return `iam-${sort}-${slug.replace(/^-+/, "")}-${digest}`.replace(/-{2,}/g, "-");
}
