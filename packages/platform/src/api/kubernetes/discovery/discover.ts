import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { notServed } from "../answers/refusals.ts";
import type { Answer } from "../answers/send.ts";
import type { DoorParts } from "../call.ts";
import { aggregatedDiscovery } from "../requests/accept.ts";
import type { ApiPath, ResourcePath } from "../requests/parse-path.ts";
import { aggregated, aggregatedType } from "./aggregated.ts";
import { coreVersions, groupList, groupOf, resourceList } from "./legacy.ts";
import { type ServedGroup, servedGroups } from "./served.ts";

type DiscoveryPath = Exclude<ApiPath, ResourcePath>;

/** What is served: in one document for clients that take it, else step by step. */
export function discover(door: DoorParts, path: DiscoveryPath, request: FastifyRequest): Answer {
  const groups = servedGroups(door.server.resources);
  const inOne =
    path.kind === "core-versions" || path.kind === "groups"
      ? aggregatedAnswer(path, groups, request)
      : undefined;
  if (inOne !== undefined) return inOne;
  const body = stepwise(path, groups, request.host);
  if (body === undefined) throw notServed();
  return { http: 200, body };
}

function aggregatedAnswer(
  path: DiscoveryPath,
  groups: readonly ServedGroup[],
  request: FastifyRequest,
): Answer | undefined {
  const [version] = aggregatedDiscovery(request.headers.accept);
  if (version === undefined) return undefined;
  const wanted = groups.filter((each) => (each.group === "") === (path.kind === "core-versions"));
  const body = aggregated(wanted, version);
  const etag = `"${createHash("sha256").update(JSON.stringify(body)).digest("hex").toUpperCase()}"`;
  const headers = { etag, vary: "accept" };
  const known = request.headers["if-none-match"] === etag;
  return known
    ? { http: 304, body: undefined, headers }
    : { http: 200, body, headers, contentType: aggregatedType(version) };
}

function stepwise(path: DiscoveryPath, groups: readonly ServedGroup[], address: string): object | undefined {
  const find = (name: string) => groups.find((each) => each.group === name);
  switch (path.kind) {
    case "core-versions":
      return coreVersions(find(""), address);
    case "groups":
      return groupList(groups.filter((each) => each.group !== ""));
    case "group": {
      const group = find(path.group);
      return group && groupOf(group);
    }
    case "version": {
      const version = find(path.group)?.versions.find((each) => each.version === path.version);
      return version && resourceList(version);
    }
  }
}
