import { defined, type Key, type Kind, type Resource } from "@slipway/model";
import type { RemoveOptions, Store } from "../../../packages/platform/src/store/store.ts";
import { answered, CALLERS } from "./api-server-driver.ts";
import type { Answer, Driver, Request, ToyObject } from "./driver.ts";
import { kindOf } from "./kinds.ts";

/** The rules put to a store. */
export function storeDriver(store: Store): Driver {
  return {
    lacks: {
      patch: "the seam replaces and applies, as its writers hold whole objects",
      "dry run": "the seam writes or does not",
      "field validation": "writers in process are checked by the compiler",
      "field selectors": "the seam narrows lists by namespace and equal labels alone",
      "address apart from the object": "objects carry their address",
      "free options": "the compiler knows the options",
      managers: "the seam writes in its own name, and knows no FieldsV1",
    },
    send: (request, within) =>
      answered(() => send(store.as(CALLERS[request.as ?? "admin"]), request, within)),
  };
}

async function send(store: Store, request: Request, namespace: string): Promise<Answer> {
  const kind = kindOf(request);
  const key = (name: string): Key => `${namespace}/${name}`;
  switch (request.verb) {
    case "create":
      return asAnswer(await store.create(kind, inNamespace(request.object, request.namespace ?? namespace)));
    case "get": {
      const object = await store.get(kind, key(request.name));
      return object === undefined ? missing(kind, request.name) : asAnswer(object);
    }
    case "list": {
      const { items } = await store.list(kind, { namespace });
      return { items: items as unknown as readonly ToyObject[] };
    }
    case "update":
      return asAnswer(
        await store.replace(kind, inNamespace(request.object, namespace), request.part ?? "object"),
      );
    case "apply":
      return asAnswer(
        await store.apply(kind, inNamespace(request.object, namespace), {
          manager: request.manager ?? "",
          force: request.force ?? false,
        }),
      );
    case "delete":
      await store.remove(kind, key(request.name), optionsOf(request));
      return { gone: (await store.get(kind, key(request.name))) === undefined };
    case "patch":
      throw new Error("the seam has no patch; the case must say that it needs one");
  }
}

function optionsOf(request: Request & { readonly verb: "delete" }): RemoveOptions {
  const uid = request.preconditions?.uid;
  const propagation = request.propagationPolicy?.toLowerCase() as RemoveOptions["propagation"];
  return {
    ...defined({ uid, propagation }),
  };
}

function inNamespace(object: ToyObject, namespace: string): Resource {
  const metadata = object["metadata"] as ToyObject;
  return {
    ...object,
    metadata: { ...metadata, namespace: metadata["namespace"] ?? namespace },
  } as unknown as Resource;
}

const asAnswer = (object: unknown): Answer => ({ object: object as ToyObject });

/** The seam answers with undefined what a door answers with 404. */
function missing(kind: Kind, name: string): Answer {
  const resource = kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
  return {
    error: {
      code: "SLIP-API-001",
      http: 404,
      reason: "NotFound",
      message: `${resource} "${name}" not found`,
      causes: [],
    },
  };
}
