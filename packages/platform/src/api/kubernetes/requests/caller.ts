import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type Caller, SlipwayError } from "@slipway/model";
import type { ApiServer } from "#embedded/apiserver/api-server.ts";
import { unregistered } from "../reviews/virtual.ts";

/** Who asks, by the bearer token; with `--as`, whom it asks for, when it may. Throws Unauthorized and Forbidden. */
export function callerOf(server: ApiServer, request: IncomingMessage): Caller {
  const { headers } = request;
  const caller = bearer(server, request, headers.authorization ?? "");
  if (caller === undefined) throw new SlipwayError("SLIP-API-005", "Unauthorized");
  if (headers["impersonate-user"] === undefined && headers["impersonate-group"] === undefined) return caller;
  const [user] = everyHeader(request, "impersonate-user");
  const groups = everyHeader(request, "impersonate-group");
  return impersonated(server, caller, { user: user ?? "", groups });
}

/** What a connection has proved last. It is compared with nobody's but its own, so that time tells nothing of others' tokens. */
const proved = new WeakMap<Socket, { readonly authorization: string; readonly caller: Caller }>();

/** Tokens are as they were at the start: what a connection says again is not looked up again. */
function bearer(server: ApiServer, { socket }: IncomingMessage, authorization: string): Caller | undefined {
  const last = proved.get(socket);
  if (last?.authorization === authorization) return last.caller;
  const token = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  const caller = token === undefined ? undefined : server.authenticate(token);
  if (caller !== undefined) proved.set(socket, { authorization, caller });
  return caller;
}

/** Each value of a header that may stand several times; Node joins them with commas elsewhere. */
function everyHeader({ rawHeaders }: IncomingMessage, name: string): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

function impersonated(server: ApiServer, caller: Caller, wanted: Caller): Caller {
  if (wanted.user === "") {
    throw new SlipwayError("SLIP-API-008", "requested groups without impersonating a user");
  }
  const asked = [["users", wanted.user], ...wanted.groups.map((group) => ["groups", group])] as const;
  for (const [resource = "", name = ""] of asked) {
    if (server.authorize(caller, "impersonate", { resource: unregistered("", resource), name })) continue;
    throw new SlipwayError(
      "SLIP-API-006",
      `${resource} ${JSON.stringify(name)} is forbidden: User ${JSON.stringify(caller.user)} cannot impersonate resource "${resource}" in API group "" at the cluster scope`,
      { details: { name, kind: resource } },
    );
  }
  return { user: wanted.user, groups: [...wanted.groups, "system:authenticated"] };
}
