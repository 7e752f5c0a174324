import { SlipwayError } from "@slipway/model";
import type { KeyPair } from "#installation/key-pair.ts";
import type { CommandOptions } from "../command.ts";
import { flag, listOption } from "../command.ts";
import { usageError } from "../errors/usage-error.ts";
import type { Session } from "../session/session.ts";
import type { Earlier } from "./earlier.ts";
import { keyPair, readCredentials } from "./read-credentials.ts";

/** `[NAMESPACE=]FILE`; a namespace's name has no slash and no dot. */
const CREDENTIALS = /^(?:([a-z0-9-]+)=)?(.+)$/;

/** The home's own key of the buckets, and those of namespaces; says which are used, and never what they are. */
export async function bucketKeysOf(parts: {
  readonly session: Session;
  readonly options: CommandOptions;
  readonly earlier: Earlier;
  readonly namespaces: readonly string[];
}): Promise<{ readonly artifacts: KeyPair; readonly bucketKeys: Readonly<Record<string, KeyPair>> }> {
  const { session, options, earlier, namespaces } = parts;
  let home: KeyPair | undefined;
  const keys = Object.entries(earlier.bucketKeys).filter(([namespace]) => namespaces.includes(namespace));
  const bucketKeys = new Map(keys);
  for (const given of listOption(options, "s3Credentials")) {
    const [, namespace, file = ""] = CREDENTIALS.exec(given) ?? [];
    const pair = await readCredentials(session.path(file), "--s3-credentials");
    if (namespace === undefined) home = pair;
    else if (namespaces.includes(namespace)) bucketKeys.set(namespace, pair);
    else
      throw usageError(
        `--s3-credentials ${given}: namespace ${namespace} has no jobs; name it with --jobs-in`,
      );
  }
  const artifacts = home ?? homeKey(session, flag(options, "keysFromEnvironment"), earlier.bucketKey);
  refuseOneKeyTwice([...bucketKeys], artifacts);
  session.say(`Buckets are reached with the key ${artifacts.accessKeyId}${howOf(home, earlier, artifacts)}.`);
  for (const [namespace, { accessKeyId }] of bucketKeys)
    session.say(`Jobs of namespace ${namespace} reach them with the key ${accessKeyId}.`);
  return { artifacts, bucketKeys: Object.fromEntries(bucketKeys) };
}

/** Variables of the shell may be there for something else, so they replace no key unless that is asked for. */
function homeKey(session: Session, replace: boolean, before: KeyPair | undefined): KeyPair {
  const { env } = session.context;
  const isGiven = (env["AWS_ACCESS_KEY_ID"] ?? "") !== "" || (env["AWS_SECRET_ACCESS_KEY"] ?? "") !== "";
  if (before === undefined || replace) return keyPair((name) => env[name], "the environment");
  if (isGiven && env["AWS_ACCESS_KEY_ID"] !== before.accessKeyId)
    session.say(
      `The key of this shell (AWS_ACCESS_KEY_ID) is another than the installation's, and is not used; --keys-from-environment takes it.`,
    );
  return before;
}

const howOf = (given: KeyPair | undefined, { bucketKey }: Earlier, used: KeyPair): string => {
  if (given !== undefined) return ", from --s3-credentials";
  return bucketKey === used ? ", of the earlier installation" : ", from the environment";
};

/** One key means one caller: to the store of buckets, and to the AWS door. */
function refuseOneKeyTwice(keys: readonly (readonly [string, KeyPair])[], home: KeyPair): void {
  const seen = new Map([[home.accessKeyId, "the home"]]);
  for (const [namespace, { accessKeyId }] of keys) {
    const other = seen.get(accessKeyId);
    if (other !== undefined)
      throw new SlipwayError(
        "SLIP-CLI-018",
        `namespace ${namespace} and ${other} were given one key (${accessKeyId}); a key of its own is another one`,
      );
    seen.set(accessKeyId, `namespace ${namespace}`);
  }
}
