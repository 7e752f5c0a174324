import type { AwsIdentity, Resource } from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import type { Judge } from "@slipway/model/kinds/judge.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";

/** What a home has to say of objects that are to be stored. */
export interface HomeJudge extends Pick<Judge, "unusableMetrics"> {
  /** What carries an object says of itself. Throws where nothing can carry it. */
  abilitiesOf(object: Resource): Promise<Abilities>;
  /** Whether a NodePool has machines of the type. */
  hasMachines(instanceType: string): Promise<boolean>;
}

/** Everything one operation may touch: the store with the caller's rights, and what the access key stands for. */
export interface Call {
  readonly store: Store;
  /** With the door's rights: whoever tells what is in it asks first whether the caller may see that. */
  readonly cache: Cache;
  readonly identity: AwsIdentity;
  readonly namespace: string;
  readonly now: Date;
  readonly judge: HomeJudge;
  /** With the door's rights, like the cache. */
  readonly ledger: Ledger;
  /** Tells the client, in a header, of fields that were taken and change nothing here. */
  tellWithoutEffect(fields: readonly string[]): void;
}

/** An operation's input, decoded and checked, or its answer; AWS's member names, times as Dates. */
export type Members = Readonly<Record<string, unknown>>;

/** A member that the API declares as required text. */
export function text(input: Members, member: string): string {
  return String(input[member] ?? "");
}
