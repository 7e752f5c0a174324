import type { Resource } from "@slipway/model";
import { deepFreeze } from "#embedded/storage/freeze.ts";
import type { Storage } from "#embedded/storage/storage.ts";
import type { Clock } from "#lib/clock.ts";

/** What every write needs. */
export interface WriteContext {
  readonly storage: Storage;
  readonly clock: Clock;
}

/** What a dry run answers: the object as it would have been stored, without a revision of its own. */
export function keep(object: Resource): Resource {
  return deepFreeze(object);
}
