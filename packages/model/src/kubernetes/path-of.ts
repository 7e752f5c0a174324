import { apiVersionOf, type Kind } from "../resource.ts";

/** Addresses a collection or, with a name, one object; without a namespace, all of them. */
export interface Address {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string;
}

export function pathOf(
  kind: Pick<Kind, "group" | "version" | "plural" | "namespaced">,
  address: Address,
): string {
  const { namespace, name, subresource } = address;
  return [
    kind.group === "" ? "/api" : "/apis",
    apiVersionOf(kind),
    ...(kind.namespaced && namespace !== undefined ? ["namespaces", encodeURIComponent(namespace)] : []),
    kind.plural,
    ...(name === undefined ? [] : [encodeURIComponent(name)]),
    ...(subresource === undefined ? [] : [subresource]),
  ].join("/");
}
