import { isForbidden, isNotFound } from "@slipway/model";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import type { Session } from "../session/session.ts";
import { manifestUris, namedUris, urisIn } from "./named-uris.ts";
import type { Place } from "./place.ts";

const MANIFEST_BYTES = 1024 * 1024;

/** Which objects use which data; a place that is named uses every key that begins with its own. */
export class Usage {
  readonly #users = new Map<string, string>();

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

/**
 * What the objects of every namespace use, or where those may not be read, those of the own one. Objects are read page by page,
 * and what is held are the places they name.
 */
export async function readUsage(session: Session): Promise<Usage> {
  const usage = new Usage();
  for (const facts of kindsOf(session)) {
    try {
      await read(session, { facts, namespace: undefined, usage });
    } catch (error) {
      if (isNotFound(error)) continue;
      if (!isForbidden(error) || !facts.kind.namespaced) throw error;
      await read(session, { facts, namespace: await session.namespace(), usage });
    }
  }
  return usage;
}

async function read(
  session: Session,
  of: { readonly facts: KindFacts; readonly namespace: string | undefined; readonly usage: Usage },
): Promise<void> {
  const { kubernetes, aws } = await session.client();
  const { facts, namespace, usage } = of;
  for await (const object of kubernetes.each(facts.kind, { namespace })) {
    const user = `${facts.kind.kind.toLowerCase()}/${object.metadata.name}`;
    for (const place of namedUris(facts, object)) usage.add(place, user);
    for (const manifest of manifestUris(object)) {
      const text = await aws.startOfObject(manifest, MANIFEST_BYTES).catch((error: unknown) => {
        if (isNotFound(error) || isForbidden(error)) return new Uint8Array();
        throw error;
      });
      for (const place of urisIn(new TextDecoder().decode(text))) usage.add(place, user);
    }
  }
}
