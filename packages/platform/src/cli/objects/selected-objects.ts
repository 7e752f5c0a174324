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
  const found = (await Promise.all(kinds.map((kind) => ofKind(session, kind, selector)))).flat();
  if (found.length === 0) session.say(`No object has the labels ${selector}.`);
  return found;
}

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
    if (isForbidden(error) || isNotFound(error)) return [];
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
