import { defined, type Resource, SlipwayError } from "@slipway/model";
import type { ListResult } from "#embedded/apiserver/api-server.ts";
import type { Call } from "../call.ts";
import { printerOf } from "../tables/printer-of.ts";
import { type IncludeObject, metadataOf, type TableOptions, tableOf } from "../tables/table.ts";

/** One object in the form the client asked for: whole, as a table of one row, or its metadata alone. */
export function representObject(
  call: Call,
  object: Resource,
  options: Pick<TableOptions, "withoutColumns"> = {},
): object {
  const { as, metaVersion } = call.accepted;
  if (as === "object") return object;
  if (as === "metadata") return metadataOf(object, metaVersion);
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  return table(call, { metadata, items: [object] }, options);
}

/** A list in the form the client asked for. */
export function representList(call: Call, list: ListResult): object {
  const { as, metaVersion } = call.accepted;
  const { resource } = call.target;
  const metadata = {
    resourceVersion: list.resourceVersion,
    ...defined({ continue: list.continue, remainingItemCount: list.remainingItemCount }),
  };
  if (as === "table") return table(call, { metadata, items: list.items });
  if (as === "metadata") {
    const items = list.items.map((item) => metadataOf(item, metaVersion));
    return { kind: "PartialObjectMetadataList", apiVersion: `meta.k8s.io/${metaVersion}`, metadata, items };
  }
  const apiVersion = resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
  return { kind: resource.listKind, apiVersion, metadata, items: list.items };
}

function table(
  call: Call,
  content: { readonly metadata: object; readonly items: readonly Resource[] },
  options: Pick<TableOptions, "withoutColumns"> = {},
): object {
  return tableOf(printerOf(call.target.resource), content, {
    ...options,
    metaVersion: call.accepted.metaVersion,
    includeObject: includeObject(call.query),
    now: call.door.clock.now(),
  });
}

function includeObject(query: URLSearchParams): IncludeObject {
  const value = query.get("includeObject") ?? "";
  if (value === "") return "Metadata";
  if (value === "None" || value === "Metadata" || value === "Object") return value;
  throw new SlipwayError("SLIP-API-008", `unrecognized includeObject value: ${JSON.stringify(value)}`);
}
