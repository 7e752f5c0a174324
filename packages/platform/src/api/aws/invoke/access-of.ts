import { type EndpointAccess, endpointAccess } from "@slipway/model/kinds/endpoint/access.ts";

type Annotations = Readonly<Record<string, string>>;

const NONE = endpointAccess();
const known = new WeakMap<Annotations, EndpointAccess>();

/** As `endpointAccess`, read once for each version of an object. */
export function accessOf(annotations: Annotations | undefined): EndpointAccess {
  if (annotations === undefined) return NONE;
  const before = known.get(annotations);
  const access = before ?? endpointAccess(annotations);
  if (before === undefined) known.set(annotations, access);
  return access;
}
