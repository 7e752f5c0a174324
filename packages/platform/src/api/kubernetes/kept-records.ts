import type { Caller } from "@slipway/model";
import { keptDoorPath } from "@slipway/model/kubernetes/kept-logs.ts";
import { forbidden } from "#embedded/apiserver/errors/status-errors.ts";
import { keptRecords, recordsAsked } from "#ledger/kept-records.ts";
import { notServed } from "./answers/refusals.ts";
import type { Answer } from "./answers/send.ts";
import type { DoorParts } from "./call.ts";

const PODS = { group: "", version: "v1", plural: "pods" };

/** Where a cluster's API server has the door to what its home keeps, behind its Service proxy. */
export const KEPT_RECORDS = `${keptDoorPath}/v1/*`;

/**
 * What is kept of an object, by the path that a cluster has it at and for whom may read logs in its namespace. No token of an
 * account is asked for: this door knows its callers.
 */
export async function readKeptRecords(
  door: DoorParts,
  caller: Caller,
  { pathname, query }: { readonly pathname: string; readonly query: URLSearchParams },
): Promise<Answer> {
  const asked = recordsAsked(pathname.slice(pathname.indexOf("/proxy/") + "/proxy".length));
  const resource = door.server.resources.find(PODS);
  if (asked === undefined || resource === undefined) throw notServed();
  const target = { resource, namespace: asked.namespace };
  if (!door.server.authorize(caller, "get", target)) throw forbidden(caller, "get", target);
  return { http: 200, body: await keptRecords(door.ledger, asked, query) };
}
