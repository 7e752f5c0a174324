import type { AccessKey } from "../../access-keys.ts";
import { uniqueId } from "./unique-id.ts";

/** A caller as IAM and STS tell of it. */
export interface Principal {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
}

/** The user that an access key is of. What a user's name here may have and one of IAM may not becomes a hyphen. */
export function userOf({ accountId, caller }: AccessKey): Principal {
  const name = caller.user.replace(/[^\w+=,.@-]/g, "-");
  return {
    name,
    id: uniqueId("AIDA", accountId, caller.user),
    arn: `arn:aws:iam::${accountId}:user/${name}`,
  };
}
