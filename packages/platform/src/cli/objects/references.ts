import type { ServedKind } from "@slipway/sdk";
import type { Session } from "../session/session.ts";

/** One object as the command line names it. */
export interface Reference {
  readonly kind: ServedKind;
  readonly name: string;
}

/** Where the object is: cluster-wide kinds have no namespace. */
export async function locate(session: Session, { kind, name }: Reference) {
  return { name, ...(kind.namespaced ? { namespace: await session.namespace() } : {}) };
}

/** How it is called in what we print: `trainingjob/abalone`. */
export function nameOf({
  kind,
  name,
}: {
  readonly kind: Pick<ServedKind, "singular">;
  readonly name: string;
}): string {
  return `${kind.singular}/${name}`;
}

/** As kubectl's `-o name` has it: `trainingjob.sagemaker.services.k8s.aws/abalone`. */
export function fullNameOf({
  kind,
  name,
}: {
  readonly kind: Pick<ServedKind, "singular" | "group">;
  readonly name: string;
}): string {
  return `${kind.singular}${kind.group === "" ? "" : `.${kind.group}`}/${name}`;
}
