import { SlipwayError, splitApiVersion } from "@slipway/model";
import { closest } from "@slipway/model/closest.ts";
import type { ServedKind } from "@slipway/sdk";
import { notServed } from "../not-served.ts";
import type { Session } from "../session/session.ts";
import { knownKinds } from "./known-kinds.ts";

/** The kind a word means, of those that every home serves; asks nobody. */
export const knownKind = (session: Session, word: string): ServedKind | undefined =>
  match(knownKinds(session), word);

/** The kind a word means: its kind, plural, singular or short name, also with the group (`endpoints.GROUP`). */
export async function resolveKind(session: Session, word: string): Promise<ServedKind> {
  const meant = knownKind(session, word);
  if (meant !== undefined) return meant;
  const served = await (await session.client()).kubernetes.discover();
  const found = match([...served].sort(byImportance), word);
  if (found !== undefined) return found;
  const later = notServed(word.toLowerCase().split(".", 1)[0] ?? "");
  if (later !== undefined) throw later;
  const names = [...knownKinds(session), ...served].flatMap(wordsFor);
  const nearest = closest(word.toLowerCase(), names);
  const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
  throw new SlipwayError("SLIP-CLI-009", `the server knows no kind "${word}"${hint}`);
}

/** The kind of an object in a file, which names its group exactly. */
export async function resolveGroupKind(
  session: Session,
  wanted: { readonly apiVersion: string; readonly kind: string },
): Promise<ServedKind> {
  const { group, version } = splitApiVersion(wanted.apiVersion);
  const is = (kind: ServedKind) => kind.group === group && kind.kind === wanted.kind;
  const found =
    knownKinds(session).find(is) ?? (await (await session.client()).kubernetes.discover()).find(is);
  if (found === undefined) {
    throw new SlipwayError(
      "SLIP-CLI-009",
      `the server serves no kind ${wanted.kind} of ${wanted.apiVersion}`,
    );
  }
  return { ...found, version };
}

function match(kinds: readonly ServedKind[], word: string): ServedKind | undefined {
  const lower = word.toLowerCase();
  const dot = lower.indexOf(".");
  const name = dot < 0 ? lower : lower.slice(0, dot);
  const group = dot < 0 ? undefined : lower.slice(dot + 1);
  return kinds.find(
    (kind) =>
      wordsFor(kind).includes(name) &&
      (group === undefined || kind.group === group || `${kind.version}.${kind.group}` === group),
  );
}

function wordsFor(kind: ServedKind): readonly string[] {
  return [kind.plural, kind.singular, kind.kind.toLowerCase(), ...kind.shortNames];
}

/** Where a word means several kinds, ours come first, then the core group. */
function byImportance(a: ServedKind, b: ServedKind): number {
  return rank(a) - rank(b);
}

function rank(kind: ServedKind): number {
  if (/(^|\.)slipway\.dev$|services\.k8s\.aws$/.test(kind.group)) return 0;
  return kind.group === "" ? 1 : 2;
}
