import type { ServedKind } from "@slipway/sdk";
import { usageError } from "../errors/usage-error.ts";
import type { Session } from "../session/session.ts";
import { resolveKind } from "./resolve-kind.ts";

/** One object as the command line names it. */
export interface Reference {
  readonly kind: ServedKind;
  readonly name: string;
}

/** What a command line means by `KIND/NAME...` or `KIND NAME...`. */
export async function references(session: Session, words: readonly string[]): Promise<readonly Reference[]> {
  const [first, ...names] = words;
  if (first === undefined) throw usageError("missing argument: KIND/NAME, for instance trainingjob/abalone");
  if (!first.includes("/")) {
    if (names.length === 0) throw usageError(`missing argument: which ${first}? Write ${first}/NAME`);
    const kind = await resolveKind(session, first);
    return names.map((name) => {
      if (name.includes("/")) throw usageError(`${name}: expected a name after ${first}, got KIND/NAME`);
      return { kind, name };
    });
  }
  return Promise.all(words.map((word) => reference(session, word)));
}

async function reference(session: Session, word: string): Promise<Reference> {
  const [kind = "", name = "", ...more] = word.split("/");
  if (kind === "" || name === "" || more.length > 0) throw usageError(`${word}: expected KIND/NAME`);
  return { kind: await resolveKind(session, kind), name };
}

/** Exactly one object. */
export async function oneReference(session: Session, words: readonly string[]): Promise<Reference> {
  const [first, ...more] = await references(session, words);
  if (first === undefined || more.length > 0) throw usageError(`expected one object, got ${words.length}`);
  return first;
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
