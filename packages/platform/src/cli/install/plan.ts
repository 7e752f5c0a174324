import { randomBytes } from "node:crypto";
import { defined, SlipwayError } from "@slipway/model";
import { SLIPWAY_IMAGE } from "@slipway/model/algorithms/facts.ts";
import type { HomeSettings } from "#installation/home-settings.ts";
import type { KeyPair } from "#installation/key-pair.ts";
import type { InstallPlan } from "#installation/manifests.ts";
import type { CommandOptions } from "../command.ts";
import { flag, listOption, textOption } from "../command.ts";
import type { Session } from "../session/session.ts";
import { bucketKeysOf } from "./bucket-keys.ts";
import type { Earlier } from "./earlier.ts";
import { databaseFromPods, reachableFromPods } from "./reachable.ts";

/** What is to be there: what is asked for now, else what an earlier installation was given, else what is usual. */
export async function planOf(
  session: Session,
  options: CommandOptions,
  earlier: Earlier,
): Promise<InstallPlan> {
  const ended = listOption(options, "endJobsIn");
  const namespaces = jobNamespaces(options, earlier, ended);
  const { artifacts, bucketKeys } = await bucketKeysOf({ session, options, earlier, namespaces });
  const shared = namespaces.filter((namespace) => bucketKeys[namespace] === undefined);
  const sharedBucketKey = flag(options, "shareBucketKey") || earlier.settings.sharedBucketKey === true;
  refuseSharing(namespaces, shared, sharedBucketKey);
  return {
    settings: {
      ...settingsOf(session, options, earlier),
      jobsIn: namespaces,
      ...(sharedBucketKey ? { sharedBucketKey } : {}),
    },
    namespaces,
    ended,
    databaseUrl: databaseUrl(session, earlier),
    artifacts,
    bucketKeys,
    doorKeys: doorKeys({ namespaces, shared, artifacts, bucketKeys, earlier }),
    routerToken: earlier.routerToken ?? randomBytes(32).toString("base64url"),
  };
}

function jobNamespaces(
  options: CommandOptions,
  { settings }: Earlier,
  ended: readonly string[],
): readonly string[] {
  const all = [...(settings.jobsIn ?? []), ...listOption(options, "jobsIn")];
  const left = [...new Set(all.length === 0 ? ["default"] : all)].filter((name) => !ended.includes(name));
  if (left.length > 0) return left;
  throw new SlipwayError("SLIP-CLI-018", "no namespace would have jobs: name another one with --jobs-in");
}

function settingsOf(
  session: Session,
  options: CommandOptions,
  { settings }: Earlier,
): Omit<HomeSettings, "jobsIn" | "sharedBucketKey"> {
  const s3Endpoint = textOption(options, "s3Endpoint") ?? settings.s3Endpoint;
  const awsUrl = textOption(options, "awsUrl") ?? settings.awsUrl;
  const { identity } = settings;
  return {
    identity: {
      accountId: textOption(options, "accountId") ?? identity?.accountId ?? "123456789012",
      region: textOption(options, "region") ?? identity?.region ?? "us-east-1",
    },
    image: imageOf(session, textOption(options, "image"), settings.image),
    baseImage: textOption(options, "baseImage") ?? settings.baseImage ?? "python:3.12-slim",
    ...(s3Endpoint === undefined || s3Endpoint === "aws"
      ? {}
      : { s3Endpoint: reachableFromPods(s3Endpoint, "--s3-endpoint") }),
    ...defined({ awsUrl }),
  };
}

/** A newer Slipway brings its own image along, unless the earlier one was brought under a name of one's own. */
function imageOf(session: Session, given: string | undefined, before: string | undefined): string {
  if (given !== undefined) return given;
  const own = `${SLIPWAY_IMAGE}:${session.context.version}`;
  if (before === undefined || before.startsWith(`${SLIPWAY_IMAGE}:`)) return own;
  session.say(`The image stays ${before}; --image names another.`);
  return before;
}

function databaseUrl(session: Session, { databaseUrl: before }: Earlier): string {
  const given = session.context.env["SLIPWAY_DATABASE_URL"] ?? "";
  if (given !== "" && before !== undefined && given !== before)
    session.say("SLIPWAY_DATABASE_URL replaces the database of the earlier installation.");
  const url = given === "" ? before : databaseFromPods(given, "SLIPWAY_DATABASE_URL");
  if (url !== undefined) return url;
  throw new SlipwayError(
    "SLIP-CLI-018",
    "SLIPWAY_DATABASE_URL is not set, and no earlier installation was given it",
  );
}

function refuseSharing(namespaces: readonly string[], shared: readonly string[], may: boolean): void {
  if (may || shared.length === 0 || namespaces.length === 1) return;
  throw new SlipwayError(
    "SLIP-CLI-023",
    `${shared.length === 1 ? "namespace" : "namespaces"} ${shared.join(", ")} would use the home's key of the buckets, and jobs there could read and write the data of every other namespace`,
  );
}

/**
 * A client has one key for all AWS services, so a namespace's key of the buckets is its key of the AWS door too. The key that
 * namespaces share stands for the first of them; the others get keys that open the AWS door alone.
 */
function doorKeys(parts: {
  readonly namespaces: readonly string[];
  readonly shared: readonly string[];
  readonly artifacts: KeyPair;
  readonly bucketKeys: Readonly<Record<string, KeyPair>>;
  readonly earlier: Earlier;
}): Readonly<Record<string, KeyPair>> {
  const { namespaces, shared, artifacts, bucketKeys, earlier } = parts;
  const keyOf = (namespace: string): KeyPair => {
    const own = bucketKeys[namespace];
    if (own !== undefined) return own;
    if (namespace === shared[0]) return artifacts;
    const before = earlier.doorKeys[namespace];
    return before === undefined || before.accessKeyId === artifacts.accessKeyId ? newDoorKey() : before;
  };
  return Object.fromEntries(namespaces.map((namespace) => [namespace, keyOf(namespace)]));
}

/** As long as AWS's own, and told apart from them at a look. */
function newDoorKey(): KeyPair {
  return {
    accessKeyId: `SLIP${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64url"),
  };
}
