import type { Store } from "#store/store.ts";
import type { AccessKey } from "../../access-keys.ts";

/** What STS works with. */
export interface StsCall {
  /** Who asks. */
  readonly key: AccessKey;
  /** The key that was issued and that this one is, or was made of. */
  readonly issued: AccessKey;
  /** With the caller's rights. */
  readonly store: Store;
  readonly now: Date;
}
