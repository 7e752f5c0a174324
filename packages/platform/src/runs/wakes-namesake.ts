import { type Kind, keyOf, type Resource } from "@slipway/model";
import { type Watch, watching } from "#reconcile/controller.ts";
import { awsNameOf, byAwsName, hasName, named } from "./aws-name-index.ts";

/** What happens to an object wakes the one with the strongest claim on its AWS name, while that one does not have it. */
export function wakesNamesake<R extends Resource>(kind: Kind<R>): Watch {
  return watching(kind, async (changed, { cache }) => {
    const where = { namespace: changed.metadata.namespace ?? "", name: awsNameOf(changed) };
    const [first] = (await cache.of(kind)).by(byAwsName, named.all(where), { limit: 1 });
    const isItself = first?.metadata.uid === changed.metadata.uid;
    return first === undefined || isItself || hasName(first) ? [] : [keyOf(first)];
  });
}
