import { type Caller, isSlipwayError, MASTERS, VIEWERS } from "@slipway/model";
import type {
  ApiServer,
  DeleteOptions,
  Target,
  WriteOptions,
} from "../../../packages/platform/src/embedded/apiserver/api-server.ts";
import type { As } from "../support/doors.ts";
import type { Answer, Driver, Request, ToyObject } from "./driver.ts";
import { kindOf } from "./kinds.ts";

export const CALLERS: Readonly<Record<As, Caller>> = {
  admin: { user: "admin", groups: [MASTERS] },
  viewer: { user: "viewer", groups: [VIEWERS] },
  nobody: { user: "nobody", groups: [] },
};

/** The rules put to the API server itself. */
export function apiServerDriver(server: ApiServer): Driver {
  return {
    lacks: {},
    send: (request, namespace) => answered(() => send(server, request, namespace)),
  };
}

/** An error as the doors would tell it. */
export async function answered(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!isSlipwayError(error)) throw error;
    return {
      error: {
        code: error.code,
        http: error.entry.http,
        reason: error.entry.reason,
        message: error.message,
        causes: error.details.causes ?? [],
      },
    };
  }
}

function definition(server: ApiServer, request: Request): Target["resource"] {
  const kind = kindOf(request);
  const found = server.resources.find(kind);
  if (found === undefined) throw new Error(`${kind.kind} is not served`);
  return found;
}

async function send(server: ApiServer, request: Request, namespace: string): Promise<Answer> {
  const caller = CALLERS[request.as ?? "admin"];
  const resource = definition(server, request);
  const all: Target = { resource, namespace };
  const one = (name: string): Target => ({ ...all, name });
  switch (request.verb) {
    case "create":
      return written(
        await server.create(
          caller,
          { ...all, namespace: request.namespace ?? namespace },
          request.object,
          optionsOf(request),
        ),
      );
    case "get":
      return { object: asObject(await server.get(caller, one(request.name))) };
    case "list": {
      const { items } = await server.list(caller, all, request);
      return { items: items.map(asObject) };
    }
    case "update":
      return written(
        await server.update(caller, at(one(request.name), request.part), request.object, optionsOf(request)),
      );
    case "patch":
      return written(
        await server.patch(
          caller,
          at(one(request.name), request.part),
          { type: request.type, body: request.body },
          optionsOf(request),
        ),
      );
    case "apply": {
      const name = (request.object["metadata"] as { name: string }).name;
      return written(
        await server.patch(caller, one(name), { type: "apply", body: request.object }, optionsOf(request)),
      );
    }
    case "delete": {
      const { object, gone } = await server.delete(
        caller,
        one(request.name),
        request as unknown as DeleteOptions,
      );
      return { object: asObject(object), gone };
    }
  }
}

function at(target: Target, part: "status" | undefined): Target {
  return part === undefined ? target : { ...target, subresource: part };
}

function optionsOf(request: Request): WriteOptions {
  return {
    ...(request.dryRun === true ? { dryRun: true } : {}),
    ...("validation" in request && request.validation !== undefined
      ? { fieldValidation: request.validation }
      : {}),
    ...("manager" in request && request.manager !== undefined ? { fieldManager: request.manager } : {}),
    ...("force" in request && request.force !== undefined ? { force: request.force } : {}),
  };
}

const asObject = (object: unknown): ToyObject => object as ToyObject;

function written(result: { readonly object: unknown; readonly warnings: readonly string[] }): Answer {
  return { object: asObject(result.object), warnings: result.warnings };
}
