import type { Caller } from "@slipway/model";
import type { FastifyRequest } from "fastify";
import { forbidden } from "#embedded/apiserver/errors/status-errors.ts";
import { methodNotAllowed, notServed } from "./answers/refusals.ts";
import type { DoorParts } from "./call.ts";
import { addressOf } from "./requests/address-of.ts";
import type { ResourcePath } from "./requests/parse-path.ts";
import { targetOf } from "./requests/target-of.ts";
import { findReview } from "./reviews/reviews.ts";
import { verbOf } from "./verbs/verb-of.ts";

/** The rights that methods with a body need. */
const RIGHTS: Readonly<Record<string, (path: ResourcePath) => string>> = {
  POST: () => "create",
  PUT: () => "update",
  PATCH: () => "patch",
  DELETE: ({ name }) => (name === undefined ? "deletecollection" : "delete"),
};

/** Refuses what is not served and what the caller may not do, before a body is read; the server asks for the right again. */
export function admit(door: DoorParts, caller: Caller, request: FastifyRequest): void {
  const { path, query } = addressOf(request);
  if (path?.kind !== "resource") return;
  if (findReview(path) !== undefined) {
    if (request.method !== "POST") throw methodNotAllowed();
    return;
  }
  const resource = door.server.resources.find(path);
  if (resource === undefined || verbOf(request.method, path, { resource, query }) === undefined)
    throw notServed();
  const right = RIGHTS[request.method]?.(path);
  if (right === undefined) return;
  const target = targetOf(path, resource);
  if (!door.server.authorize(caller, right, target)) throw forbidden(caller, right, target);
}
