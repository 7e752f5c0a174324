import { isForbidden, isNotFound, objectName, SlipwayError } from "@slipway/model";
import { closest } from "@slipway/model/closest.ts";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import type { Session } from "../session/session.ts";
import { kindsOf, servedKind } from "./known-kinds.ts";
import { locate, nameOf, type Reference } from "./references.ts";

/** Which kinds a command is about; absent means all of the table. */
export type Among = (facts: KindFacts) => boolean;

const GUESSED_AMONG = 500;

/** Every object of the table's kinds that bears the name, its AWS name or its object's. */
export async function allOfName(
  session: Session,
  name: string,
  among: Among = () => true,
): Promise<readonly Reference[]> {
  const { kubernetes } = await session.client();
  const found = await Promise.all(
    kindsOf(session)
      .filter(among)
      .map(async (facts) => {
        const reference = { kind: servedKind(facts), name: objectName(name) };
        const object = await readable(kubernetes.find(reference.kind, await locate(session, reference)));
        return object === undefined ? undefined : reference;
      }),
  );
  return found.filter((reference) => reference !== undefined);
}

/**
 * The one object that bears the name, of another kind than those asked for where they have none. Several are SLIP-CLI-027,
 * which lists them; none is SLIP-API-001, with the name that was probably meant.
 */
export async function findByName(session: Session, name: string, among?: Among): Promise<Reference> {
  const wanted = await allOfName(session, name, among);
  const candidates = wanted.length === 0 && among !== undefined ? await allOfName(session, name) : wanted;
  const [only] = candidates;
  if (only === undefined) throw await nothingOfName(session, name, among);
  return candidates.length === 1 ? only : refuseSeveral(name, candidates);
}

export function refuseSeveral(name: string, candidates: readonly Reference[]): never {
  throw new SlipwayError(
    "SLIP-CLI-027",
    `${name} is the name of ${candidates.length} objects: ${candidates.map(nameOf).join(", ")}`,
    { details: { name } },
  );
}

/** The error of a name that nothing bears, with the one that was probably meant. */
export async function nothingOfName(session: Session, name: string, among?: Among): Promise<SlipwayError> {
  const nearest = await nearestOfName(session, name, among);
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  return new SlipwayError(
    "SLIP-API-001",
    `nothing in namespace ${await session.namespace()} is called ${name}${hint}`,
  );
}

/** `KIND/NAME` of the object whose name is nearest, in one page of each kind. */
export async function nearestOfName(
  session: Session,
  name: string,
  among: Among = () => true,
): Promise<string | undefined> {
  const kinds = kindsOf(session).filter(among).map(servedKind);
  const names = await Promise.all(
    kinds.map(async (kind) => (await namesOf(session, kind)).map((each) => ({ kind, name: each }))),
  );
  const all = names.flat();
  const nearest = closest(
    name,
    all.map((each) => each.name),
  );
  const meant = all.find((each) => each.name === nearest);
  return meant === undefined ? undefined : nameOf(meant);
}

/** Some of the names that there are of a kind; none where they may not be read. */
export async function namesOf(session: Session, kind: Reference["kind"]): Promise<readonly string[]> {
  const { kubernetes } = await session.client();
  const namespace = kind.namespaced ? await session.namespace() : undefined;
  return (await readable(kubernetes.names(kind, { namespace, limit: GUESSED_AMONG }))) ?? [];
}

/** A cluster may not serve a kind, or not to this caller: then nothing of it is meant. */
async function readable<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isForbidden(error) || isNotFound(error)) return undefined;
    throw error;
  }
}
