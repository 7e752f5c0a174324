import { isSlipwayError } from "@slipway/model";
import type { ServedKind } from "@slipway/sdk";
import { usageError } from "../errors/usage-error.ts";
import type { Session } from "../session/session.ts";
import {
  type Among,
  allOfName,
  findByName,
  nearestOfName,
  nothingOfName,
  refuseSeveral,
} from "./find-by-name.ts";
import type { Reference } from "./references.ts";
import { knownKind, resolveKind } from "./resolve-kind.ts";

/**
 * What a command line means by `KIND/NAME...`, `KIND NAME...`, or by names that one object each bears; those are looked for in the
 * kinds that the command is about.
 */
export async function namedObjects(
  session: Session,
  words: readonly string[],
  among?: Among,
): Promise<readonly Reference[]> {
  const [first, ...more] = words;
  if (first === undefined) throw usageError("missing argument: NAME, or KIND/NAME as in trainingjob/abalone");
  if (!words.some((word) => word.includes("/"))) {
    const kind = knownKind(session, first);
    if (kind !== undefined && more.length === 0) return [await nameThatIsAKind(session, first, among)];
    const named = kind ?? (more.length === 0 ? undefined : await servedKindOr(session, first, among));
    if (named !== undefined) return more.map((name) => ({ kind: named, name }));
  }
  return Promise.all(words.map((word) => namedByWord(session, word, among)));
}

/** Exactly one object. */
export async function namedObject(
  session: Session,
  words: readonly string[],
  among?: Among,
): Promise<Reference> {
  const [first, ...more] = await namedObjects(session, words, among);
  if (first === undefined || more.length > 0) throw usageError(`expected one object, got ${words.length}`);
  return first;
}

async function namedByWord(session: Session, word: string, among: Among | undefined): Promise<Reference> {
  if (!word.includes("/")) return findByName(session, word, among);
  const [kind = "", name = "", ...more] = word.split("/");
  if (kind === "" || name === "" || more.length > 0) throw usageError(`${word}: expected KIND/NAME`);
  return { kind: await resolveKind(session, kind), name };
}

/** `slipway logs job` means the object of that name, if there is one. */
async function nameThatIsAKind(session: Session, word: string, among: Among | undefined): Promise<Reference> {
  const found = await allOfName(session, word, among);
  const [only] = found;
  if (only === undefined) throw usageError(`missing argument: which ${word}? Write ${word}/NAME`);
  return found.length === 1 ? only : refuseSeveral(word, found);
}

/** The first of several words that is no kind we know: a name (undefined), a kind of the server's, or misspelt, which throws. */
async function servedKindOr(
  session: Session,
  word: string,
  among: Among | undefined,
): Promise<ServedKind | undefined> {
  if ((await allOfName(session, word, among)).length > 0) return undefined;
  try {
    return await resolveKind(session, word);
  } catch (error) {
    const misspelt =
      isSlipwayError(error, "SLIP-CLI-009") && (await nearestOfName(session, word, among)) !== undefined;
    throw misspelt ? await nothingOfName(session, word, among) : error;
  }
}
