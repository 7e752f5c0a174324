import { isForbidden, isNotFound, isSlipwayError, type Resource } from "@slipway/model";
import type { ServedKind } from "@slipway/sdk";
import { usageError } from "../errors/usage-error.ts";
import type { Session } from "../session/session.ts";
import type { Among } from "./find-by-name.ts";
import { kindsOf, servedKind } from "./known-kinds.ts";
import { namedObjects } from "./named-objects.ts";
import type { Reference } from "./references.ts";
import { resolveKind } from "./resolve-kind.ts";

/** The objects that are named, or with a selector those that it selects of one KIND, or of every kind that the command is about. */
export async function selectedObjects(
  session: Session,
  words: readonly string[],
  how: { readonly selector: string | undefined; readonly among: Among },
): Promise<readonly Reference[]> {
  const { selector, among } = how;
  if (selector === undefined) return namedObjects(session, words, among);
  refuseEmpty(selector);
  const [word, ...more] = words;
  if (more.length > 0 || word?.includes("/") === true)
    throw usageError("--selector goes with one KIND, or with none");
  const kinds =
    word === undefined ? kindsOf(session).filter(among).map(servedKind) : [await resolveKind(session, word)];
  const found = await ofKinds(session, kinds, selector);
  if (found.length === 0) session.say(`No object has the labels ${selector}.`);
  return found;
}

/** Kinds that may not be read are named; where no kind may be, that is the answer. */
async function ofKinds(
  session: Session,
  kinds: readonly ServedKind[],
  selector: string,
): Promise<readonly Reference[]> {
  const asked = await Promise.allSettled(kinds.map((kind) => ofKind(session, kind, selector)));
  const refused = asked.flatMap((each, at) =>
    each.status === "rejected" ? [{ kind: kinds[at], error: each.reason as unknown }] : [],
  );
  const other = refused.find(({ error }) => !isForbidden(error)) ?? refused[0];
  if (other !== undefined && (!isForbidden(other.error) || refused.length === asked.length))
    throw other.error;
  for (const { kind, error } of refused)
    session.say(`No ${kind?.plural} are among them: ${(error as Error).message}`);
  return asked.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
}

/** None of a kind that is not served. */
async function ofKind(session: Session, kind: ServedKind, selector: string): Promise<readonly Reference[]> {
  const { kubernetes } = await session.client();
  const namespace = kind.namespaced ? await session.namespace() : undefined;
  try {
    const { items } = await understood(
      selector,
      kubernetes.list<Resource>(kind, { namespace, labelSelector: selector }),
    );
    return items.map(({ metadata }) => ({ kind, name: metadata.name }));
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** To select everything is asked for by other words: an empty selector is a variable that was not set. */
export function refuseEmpty(selector: string | undefined): void {
  if (selector?.trim() === "") throw usageError("--selector is empty; expected labels, as in team=risk");
}

/** A selector is the command line's own text: one that the server cannot read is a mistake in the line. */
export async function understood<T>(selector: string | undefined, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (selector === undefined || !isSlipwayError(error, "SLIP-API-008")) throw error;
    throw usageError(`--selector ${selector}: ${error.message}`, error);
  }
}
