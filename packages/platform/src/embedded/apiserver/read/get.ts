import type { Resource } from "@slipway/model";
import type { Storage } from "#embedded/storage/storage.ts";
import type { Target } from "../api-server.ts";
import { notFound } from "../errors/status-errors.ts";
import { keyOf, storedAs } from "../write/address.ts";
import { served } from "./served.ts";

export function getObject(storage: Storage, target: Target): Resource {
  const name = target.name ?? "";
  const object = storage.read(storedAs(target.resource), keyOf(target, name));
  if (object === undefined) throw notFound(target.resource, name);
  return served(target.resource, object);
}
