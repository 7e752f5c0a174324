import type { Caller } from "@slipway/model";
import type { CustomResourceDefinition } from "@slipway/model/kinds/crd.ts";
import type { Storage } from "#embedded/storage/storage.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { authenticator, type Token } from "./access/authenticate.ts";
import { authorize, requireRight } from "./access/authorize.ts";
import type { ApiServer, Target } from "./api-server.ts";
import { builtinDefinitions } from "./builtin/definitions.ts";
import { unservedDefinitions } from "./builtin/unserved.ts";
import { crdDefinition } from "./crd/crd-definition.ts";
import { showDefinitions } from "./crd/show-definitions.ts";
import { fromCrd } from "./from-crd.ts";
import { getObject } from "./read/get.ts";
import { listObjects } from "./read/list.ts";
import { watchObjects } from "./read/watch.ts";
import { createRegistry } from "./registry.ts";
import { createObject } from "./write/create.ts";
import { deleteObject } from "./write/delete.ts";
import { deleteCollection } from "./write/delete-collection.ts";
import { expireEvents } from "./write/expire-events.ts";
import { createOwnNamespaces } from "./write/own-namespaces.ts";
import { patchObject } from "./write/patch.ts";
import { refuseReadOnly } from "./write/refuse-read-only.ts";
import { updateObject } from "./write/update.ts";
import type { WriteContext } from "./write/write-context.ts";

export interface ApiServerOptions {
  readonly storage: Storage;
  /** The custom resources to serve beside the built-in kinds. */
  readonly definitions: readonly CustomResourceDefinition[];
  readonly tokens: readonly Token[];
  readonly clock: Clock;
  readonly log: Log;
}

/** Ready once its own namespaces are there: default, kube-system and slipway-system. */
export async function createApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { storage, clock } = options;
  const context: WriteContext = { storage, clock };
  const custom = options.definitions.map(fromCrd);
  const registry = createRegistry([
    ...builtinDefinitions(),
    ...custom,
    crdDefinition,
    ...unservedDefinitions(),
  ]);
  await storage.transact((tx) => {
    createOwnNamespaces(context, tx, registry);
    showDefinitions(tx, options.definitions, clock.now());
  });
  expireEvents(options);
  const allowed = <T>(caller: Caller, verb: string, target: Target, work: () => T): T => {
    requireRight(caller, verb, target);
    refuseReadOnly(verb, target);
    return work();
  };
  return {
    resources: registry,
    authenticate: authenticator(options.tokens),
    authorize,
    get: async (caller, target) => allowed(caller, "get", target, () => getObject(storage, target)),
    list: async (caller, target, how) =>
      allowed(caller, "list", target, () => listObjects(storage, target, how)),
    watch: (caller, target, how) =>
      allowed(caller, "watch", target, () => watchObjects(storage, target, how)),
    create: async (caller, target, object, how) =>
      allowed(caller, "create", target, () => createObject(context, target, object, how)),
    update: async (caller, target, object, how) =>
      allowed(caller, "update", target, () => updateObject(context, target, object, how)),
    patch: async (caller, target, patch, how) =>
      allowed(caller, "patch", target, () => patchObject(context, target, patch, how)),
    delete: async (caller, target, how) =>
      allowed(caller, "delete", target, () => deleteObject(context, target, how)),
    deleteCollection: async (caller, target, list, how) =>
      allowed(caller, "deletecollection", target, () =>
        deleteCollection(context, target, { list, how: how ?? {} }),
      ),
  };
}
