import { randomBytes } from "node:crypto";
import { SlipwayError } from "@slipway/model";
import { secretKind } from "@slipway/model/kubernetes/workloads.ts";
import type { KubernetesClient } from "@slipway/sdk";
import { stringify } from "yaml";
import type { Command, CommandOptions } from "../command.ts";
import { collect, flag, listOption, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { applyAll, awaitReady } from "../install/apply-all.ts";
import { refuseBesideAck } from "../install/find-ack.ts";
import type { Installed } from "../install/kinds.ts";
import { type InstallPlan, manifests } from "../install/manifests.ts";
import { AWS_DOOR, OPERATOR, ROUTER, SYSTEM_NAMESPACE } from "../install/names.ts";
import { requiredContext } from "../install/required-context.ts";
import { timeoutOf } from "../objects/timeout.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .option("--jobs-in <namespace>", "a namespace that has jobs (repeatable; default: default)", collect)
      .option("--image <reference>", "Slipway's image (default: slipway.dev/slipway:VERSION)")
      .option("--base-image <reference>", "what source code runs on", "python:3.12-slim")
      .option("--s3-endpoint <url>", "where buckets are (default: AWS)")
      .option("--aws-url <url>", "where clients outside of the cluster reach the AWS door")
      .option("--region <name>", "region of buckets and ARNs", "us-east-1")
      .option("--account-id <digits>", "account of ARNs", "123456789012")
      .option("--dry-run", "print the objects, change nothing")
      .option("--timeout <span>", "how long to wait until every part is ready", "3m")
      .addHelpText(
        "after",
        `
Variables hold what must not stand on a command line:
  SLIPWAY_DATABASE_URL                          PostgreSQL, for logs and metrics: postgres://USER:PASSWORD@HOST/NAME
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY      what reaches the buckets; the same key then opens the AWS door for
                                                the first namespace of --jobs-in
Once installed, both are read from the cluster where the variables are not set. Installing again changes what differs.

Examples:
  slipway image build && slipway install --context prod --s3-endpoint https://minio.example:9000
  slipway install --context prod --dry-run`,
      ),

  async run(session, _args, options) {
    const dryRun = flag(options, "dryRun");
    const context = requiredContext(session);
    const { kubernetes } = await session.cluster(context);
    await refuseBesideAck(kubernetes);
    const plan = await planOf(session, options, kubernetes);
    const objects = manifests(plan);
    if (dryRun) {
      session.out(objects.map((object) => `---\n${stringify(withoutSecrets(object))}`).join(""));
      return EXIT.ok;
    }
    for await (const { object, what } of applyAll(kubernetes, objects))
      session.out(`${object.kind.toLowerCase()}/${object.metadata.name} ${what}\n`);
    session.say("Waiting until every part is ready");
    const timeoutMs = timeoutOf({ timeout: options["timeout"] }, "timeout");
    await awaitReady(kubernetes, [OPERATOR, ROUTER, AWS_DOOR], { timeoutMs, signal: session.signal });
    session.say(`${session.colors.green("✓")} Slipway runs in the cluster of ${context}. Next:
  eval "$(slipway env --context ${context})"      kubectl, aws and boto3 in this shell talk to it
  slipway train DIR --context ${context}          run your own train.py there`);
    return EXIT.ok;
  },
};

async function planOf(
  session: Session,
  options: CommandOptions,
  kubernetes: KubernetesClient,
): Promise<InstallPlan> {
  const namespaces = listOption(options, "jobsIn");
  const s3Endpoint = textOption(options, "s3Endpoint");
  const awsUrl = textOption(options, "awsUrl");
  const text = (name: string) => textOption(options, name) ?? "";
  const known = secretsOf(kubernetes);
  const given = (variable: string, secret: string, key: string) =>
    required(session.context.env[variable], variable, () => known(secret, key));
  return {
    settings: {
      identity: { accountId: text("accountId"), region: text("region") },
      image: textOption(options, "image") ?? `slipway.dev/slipway:${session.context.version}`,
      baseImage: text("baseImage"),
      ...(s3Endpoint === undefined ? {} : { s3Endpoint }),
      ...(awsUrl === undefined ? {} : { awsUrl }),
    },
    namespaces: namespaces.length === 0 ? ["default"] : [...new Set(namespaces)],
    databaseUrl: await given("SLIPWAY_DATABASE_URL", "slipway-database", "database-url"),
    artifacts: {
      accessKeyId: await given("AWS_ACCESS_KEY_ID", "slipway-artifacts", "AWS_ACCESS_KEY_ID"),
      secretAccessKey: await given("AWS_SECRET_ACCESS_KEY", "slipway-artifacts", "AWS_SECRET_ACCESS_KEY"),
    },
    routerToken: (await known("slipway-router", "router-token")) ?? randomBytes(32).toString("base64url"),
  };
}

type Lookup = (secret: string, key: string) => Promise<string | undefined>;

/** What an earlier installation was given. */
function secretsOf(kubernetes: KubernetesClient): Lookup {
  return async (name, key) => {
    const secret = await kubernetes.find(secretKind, { namespace: SYSTEM_NAMESPACE, name });
    const value = secret?.data?.[key];
    return value === undefined ? undefined : Buffer.from(value, "base64").toString();
  };
}

async function required(
  value: string | undefined,
  variable: string,
  known: () => Promise<string | undefined>,
): Promise<string> {
  const found = value === undefined || value === "" ? await known() : value;
  if (found !== undefined) return found;
  throw new SlipwayError("SLIP-CLI-018", `${variable} is not set, and no earlier installation was given it`);
}

/** A dry run is for reading. */
function withoutSecrets(object: Installed): Installed {
  const { data } = object as { readonly data?: object };
  if (object.kind !== "Secret" || data === undefined) return object;
  return { ...object, data: Object.fromEntries(Object.keys(data).map((key) => [key, "(not printed)"])) };
}
