import { isForbidden, isNotFound, SlipwayError } from "@slipway/model";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import type { Session } from "../session/session.ts";
import { manifestUris, namedUris, urisIn } from "./named-uris.ts";
import { type Place, uriOf } from "./place.ts";

/** What is held of a manifest where nothing in it can end a URI. */
const LONGEST = 64 * 1024;

/** Which objects use which data; a place that is named uses every key that begins with its own. */
export class Usage {
  readonly #users = new Map<string, string>();
  readonly #unread = new Set<string>();

  /** Something that may name data could not be read; a phrase such as `Models of other namespaces`. */
  addUnread(what: string): void {
    this.#unread.add(what);
  }

  /** What could not be read: any data may be used by it. Empty where everything was. */
  get unread(): readonly string[] {
    return [...this.#unread];
  }

  add({ bucket, key }: Place, user: string): void {
    const at = `${bucket}/${key}`;
    if (!this.#users.has(at)) this.#users.set(at, user);
  }

  /** An object that uses what lies at the place, as `KIND/NAME`; undefined if none does. Costs by the key's length. */
  userOf({ bucket, key }: Place): string | undefined {
    for (let length = key.length; length >= 0; length--) {
      const user = this.#users.get(`${bucket}/${key.slice(0, length)}`);
      if (user !== undefined) return user;
    }
    return undefined;
  }
}

/** Throws SLIP-CLI-032 where something that may name data could not be read. */
export function requireKnown({ unread }: Usage): void {
  if (unread.length > 0)
    throw new SlipwayError(
      "SLIP-CLI-032",
      `what uses data is not known: ${unread.join(", ")} may not be read`,
    );
}

/**
 * What the objects of every namespace use, as far as they may be read: what may not is told by `unread`. Objects are read page by
 * page, and what is held are the places they name.
 */
export async function readUsage(session: Session): Promise<Usage> {
  const usage = new Usage();
  for (const facts of kindsOf(session)) {
    try {
      await read(session, { facts, namespace: undefined, usage });
    } catch (error) {
      if (isNotFound(error)) continue;
      if (!isForbidden(error) || !facts.kind.namespaced) throw error;
      usage.addUnread(`${facts.kind.plural} of other namespaces`);
      await read(session, { facts, namespace: await session.namespace(), usage });
    }
  }
  return usage;
}

async function read(
  session: Session,
  of: { readonly facts: KindFacts; readonly namespace: string | undefined; readonly usage: Usage },
): Promise<void> {
  const { kubernetes } = await session.client();
  const { facts, namespace, usage } = of;
  for await (const object of kubernetes.each(facts.kind, { namespace })) {
    const user = `${facts.kind.kind.toLowerCase()}/${object.metadata.name}`;
    for (const place of namedUris(facts, object)) usage.add(place, user);
    for (const manifest of manifestUris(object))
      for await (const place of placesIn(session, manifest, usage)) usage.add(place, user);
  }
}

/** What a list of data names, whatever its length; nothing where it is not there. */
async function* placesIn(session: Session, manifest: Place, usage: Usage): AsyncGenerator<Place> {
  const { aws } = await session.client();
  try {
    const { bytes } = await aws.openObject(manifest, session.signal);
    const decoder = new TextDecoder();
    let text = "";
    for await (const part of bytes) {
      text += decoder.decode(part, { stream: true });
      const behind = Math.max(...["\n", " ", '"'].map((end) => text.lastIndexOf(end))) + 1;
      const end = behind === 0 && text.length > LONGEST ? text.length : behind;
      yield* urisIn(text.slice(0, end));
      text = text.slice(end);
    }
    yield* urisIn(text);
  } catch (error) {
    if (isNotFound(error)) return;
    if (!isForbidden(error)) throw error;
    usage.addUnread(`the list ${uriOf(manifest)}`);
  }
}
