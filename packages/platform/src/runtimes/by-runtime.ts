import type { Resource } from "@slipway/model";
import type { RuntimeName } from "./abilities.ts";
import type { Definitions } from "./definitions.ts";
import type { Runs } from "./runs.ts";
import type { Serving } from "./serving.ts";

/** Says what carries an object; asked each time, for what is not begun yet may still be changed. */
export type ChooseRuntime = (owner: Resource) => Promise<RuntimeName>;

/** One thing per runtime. */
export type PerRuntime<T> = Readonly<Record<RuntimeName, T>>;

/** Runs of several runtimes as one: each object's run is where its owner says. */
export function runsByRuntime(all: PerRuntime<Runs>, choose: ChooseRuntime): Runs {
  const of = async (owner: Resource): Promise<Runs> => all[await choose(owner)];
  return {
    abilities: async (owner) => (await of(owner)).abilities(owner),
    wakes: (owner) => Object.values(all).flatMap((runs) => runs.wakes(owner)),
    start: async (run) => (await of(run.owner)).start(run),
    observe: async (run) => (await of(run.owner)).observe(run),
    logs: async (run, options) => (await of(run.owner)).logs(run, options),
    stop: async (run) => (await of(run.owner)).stop(run),
    remove: async (run) => (await of(run.owner)).remove(run),
  };
}

/** Endpoints of several runtimes as one: each is where its owner says. */
export function servingByRuntime(all: PerRuntime<Serving>, choose: ChooseRuntime): Serving {
  const of = async (owner: Resource): Promise<Serving> => all[await choose(owner)];
  return {
    abilities: async (owner) => (await of(owner)).abilities(owner),
    wakes: (owner) => Object.values(all).flatMap((serving) => serving.wakes(owner)),
    apply: async (endpoint) => (await of(endpoint.owner)).apply(endpoint),
    observe: async (endpoint) => (await of(endpoint.owner)).observe(endpoint),
    remove: async (endpoint) => (await of(endpoint.owner)).remove(endpoint),
  };
}

/** Definitions of several runtimes as one: each is where its owner says. */
export function definitionsByRuntime(all: PerRuntime<Definitions>, choose: ChooseRuntime): Definitions {
  const of = async (owner: Resource): Promise<Definitions> => all[await choose(owner)];
  return {
    abilities: async (owner) => (await of(owner)).abilities(owner),
    put: async (owner) => (await of(owner)).put(owner),
    remove: async (owner) => (await of(owner)).remove(owner),
  };
}
