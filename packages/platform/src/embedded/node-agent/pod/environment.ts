import { SlipwayError } from "@slipway/model";
import { type Container, configMapKind, type Pod, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Store } from "#store/store.ts";
import { expand } from "./expand.ts";
import { fieldOf } from "./field-of.ts";

type EnvVar = NonNullable<Container["env"]>[number];
type EnvFrom = NonNullable<Container["envFrom"]>[number];
type Source = NonNullable<EnvVar["valueFrom"]>;
type Values = Readonly<Record<string, string>>;

/**
 * A container's variables as a kubelet makes them: `envFrom` first, then `env` in order, later ones over earlier ones.
 * Throws SLIP-NODE-003 when a Secret, ConfigMap or key that is not optional is missing.
 */
export async function resolveEnvironment(options: {
  readonly container: Container;
  readonly pod: Pod;
  readonly store: Store;
  /** The pod's. */
  readonly address: string;
  /** What every container has, and may overwrite. */
  readonly base: Values;
  /** What no container may overwrite. */
  readonly over?: Values;
  /** Those that hold in a network of one's own alone. */
  readonly without?: readonly string[];
}): Promise<Values> {
  const { container, pod } = options;
  const sources = new Sources(options.store, pod);
  const env: Record<string, string> = { ...options.base };
  for (const from of container.envFrom ?? []) Object.assign(env, await allOf(from, sources));
  for (const variable of container.env ?? []) {
    const value =
      variable.valueFrom === undefined
        ? expand(variable.value ?? "", env)
        : await valueFrom(variable.valueFrom, {
            pod,
            sources,
            name: variable.name,
            address: options.address,
          });
    if (value !== undefined) env[variable.name] = value;
  }
  for (const name of options.without ?? []) delete env[name];
  return Object.assign(env, options.over);
}

async function allOf(from: EnvFrom, sources: Sources): Promise<Values> {
  const kind = from.secretRef === undefined ? "ConfigMap" : "Secret";
  const reference = from.secretRef ?? from.configMapRef;
  const values = await sources.read(kind, reference?.name ?? "", reference?.optional);
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([key, value]) => [`${from.prefix ?? ""}${key}`, value]),
  );
}

async function valueFrom(
  source: Source,
  at: { readonly pod: Pod; readonly sources: Sources; readonly name: string; readonly address: string },
): Promise<string | undefined> {
  const { secretKeyRef, configMapKeyRef, fieldRef } = source;
  if (fieldRef !== undefined) return fieldOf(at, fieldRef.fieldPath);
  const [reference, kind] =
    secretKeyRef === undefined ? [configMapKeyRef, "ConfigMap" as const] : [secretKeyRef, "Secret" as const];
  if (reference === undefined)
    throw new SlipwayError(
      "SLIP-NODE-002",
      `env "${at.name}" takes its value from ${Object.keys(source).join(", ")}; processes have no such source`,
    );
  const values = await at.sources.read(kind, reference.name ?? "", reference.optional);
  const value = values?.[reference.key];
  if (value === undefined && reference.optional !== true)
    throw new SlipwayError(
      "SLIP-NODE-003",
      `env "${at.name}": couldn't find key ${reference.key} in ${kind} ${at.pod.metadata.namespace}/${reference.name}`,
    );
  return value;
}

/** Secrets and ConfigMaps of the pod's namespace, each read once. */
class Sources {
  readonly #store: Store;
  readonly #pod: Pod;
  readonly #known = new Map<string, Promise<Values | undefined>>();

  constructor(store: Store, pod: Pod) {
    this.#store = store;
    this.#pod = pod;
  }

  async read(kind: "Secret" | "ConfigMap", name: string, optional = false): Promise<Values | undefined> {
    const id = `${kind}/${name}`;
    const found = this.#known.get(id) ?? this.#load(kind, name);
    this.#known.set(id, found);
    const values = await found;
    if (values === undefined && !optional)
      throw new SlipwayError("SLIP-NODE-003", `${kind.toLowerCase()} "${name}" not found`);
    return values;
  }

  async #load(kind: "Secret" | "ConfigMap", name: string): Promise<Values | undefined> {
    const key = `${this.#pod.metadata.namespace ?? ""}/${name}` as const;
    if (kind === "ConfigMap") return (await this.#store.get(configMapKind, key))?.data;
    const secret = await this.#store.get(secretKind, key);
    if (secret === undefined) return undefined;
    return Object.fromEntries(
      Object.entries(secret.data ?? {}).map(([name, value]) => [
        name,
        Buffer.from(value, "base64").toString(),
      ]),
    );
  }
}
