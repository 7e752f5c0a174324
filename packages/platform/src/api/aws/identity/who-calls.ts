import type { AccessKey } from "../../access-keys.ts";
import { uniqueId } from "./unique-id.ts";

/** A caller as IAM and STS tell of it. */
export interface Principal {
  readonly id: string;
  readonly arn: string;
}

/** The name of the user that an access key is of. What a user's name here may have and one of IAM may not becomes a hyphen. */
export const userName = ({ caller }: AccessKey): string => caller.user.replace(/[^\w+=,.@-]/g, "-");

/** The user that an access key is of, or was made of. */
export function userOf(key: AccessKey): Principal {
  const { accountId, caller } = key;
  return {
    id: uniqueId("AIDA", accountId, caller.user),
    arn: `arn:aws:iam::${accountId}:user/${userName(key)}`,
  };
}

/** A role for a session, in the account of the key whatever account the role is said to be of. */
export function assumedRole(
  { accountId }: Pick<AccessKey, "accountId">,
  { name, sessionName }: { readonly name: string; readonly sessionName: string },
): Principal {
  return {
    id: `${uniqueId("AROA", accountId, name.toLowerCase())}:${sessionName}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`,
  };
}

/** Who a request is from: the role and session of temporary credentials, the role that a key stands for, else its user. */
export function callerOf(key: AccessKey): Principal {
  if (key.session !== undefined)
    return key.session.role === undefined ? userOf(key) : assumedRole(key, key.session.role);
  return key.role === undefined
    ? userOf(key)
    : assumedRole(key, { name: key.role, sessionName: userName(key) });
}
