import type { Kind } from "@slipway/model";
import { KINDS } from "@slipway/model/kinds/all.ts";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import type { ServedKind } from "@slipway/sdk";
import type { Session } from "../session/session.ts";

const CORE = { group: "", version: "v1" };

/** Kinds of Kubernetes' own that every home serves, with the words people use for them. */
const FOREIGN: readonly ServedKind[] = [
  foreign(CORE, "Pod", "pods", ["po"]),
  foreign(CORE, "Event", "events", ["ev"]),
  foreign(CORE, "Service", "services", ["svc"]),
  foreign(CORE, "Secret", "secrets", []),
  { ...foreign(CORE, "Namespace", "namespaces", ["ns"]), namespaced: false },
  foreign({ group: "apps", version: "v1" }, "Deployment", "deployments", ["deploy"]),
];

/** The table of kinds that the command line works with. */
export const kindsOf = ({ context }: Session): readonly KindFacts[] => context.kinds ?? KINDS;

/**
 * Kinds that every home serves, with the words people use for them, ours first; asking the server for its kinds costs two
 * requests. `endpoint` is a model that answers, never core/v1's Endpoints.
 */
export const knownKinds = (session: Session): readonly ServedKind[] => [
  ...kindsOf(session).map(servedKind),
  ...FOREIGN,
];

/** A kind of the table as a server would offer it. */
export function servedKind({ kind, words }: KindFacts): ServedKind {
  return { ...kind, singular: kind.kind.toLowerCase(), shortNames: words, categories: [] };
}

function foreign(
  { group, version }: Pick<Kind, "group" | "version">,
  name: string,
  plural: string,
  shortNames: readonly string[],
): ServedKind {
  const singular = name.toLowerCase();
  return { group, version, kind: name, plural, namespaced: true, singular, shortNames, categories: [] };
}
