import { stringify } from "yaml";
import type { Installed } from "#installation/kinds.ts";
import { manifests } from "#installation/manifests.ts";
import { AWS_DOOR, LOG_DOOR, OPERATOR, ROUTER } from "#installation/names.ts";
import type { Command } from "../command.ts";
import { collect, flag } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { applyAll } from "../install/apply-all.ts";
import { awaitReady } from "../install/await-ready.ts";
import { readEarlier } from "../install/earlier.ts";
import { endJobs } from "../install/end-jobs.ts";
import { refuseBesideAck } from "../install/find-ack.ts";
import { planOf } from "../install/plan.ts";
import { requiredContext } from "../install/required-context.ts";
import { tellStore } from "../install/tell-store.ts";
import { timeoutOf } from "../objects/timeout.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .option("--jobs-in <namespace>", "a namespace that has jobs, beside those it has (repeatable)", collect)
      .option("--end-jobs-in <namespace>", "a namespace that has none any more (repeatable)", collect)
      .option("--image <reference>", "Slipway's image (default: slipway.dev/slipway:VERSION)")
      .option("--base-image <reference>", "what source code runs on (default: python:3.12-slim)")
      .option("--s3-endpoint <url>", "where buckets are, as pods reach it; aws for AWS's own (default)")
      .option(
        "--s3-credentials <[namespace=]file>",
        "the key of the buckets, of the home or of a namespace",
        collect,
      )
      .option("--keys-from-environment", "take the AWS_ variables though there is a key already")
      .option("--share-bucket-key", "let namespaces without a key of their own use the home's")
      .option("--aws-url <url>", "where clients outside of the cluster reach the AWS door")
      .option("--region <name>", "region of buckets and ARNs (default: us-east-1)")
      .option("--account-id <digits>", "account of ARNs (default: 123456789012)")
      .option("--dry-run", "print the objects, change nothing")
      .option("--timeout <span>", "how long to wait until every part is ready", "3m")
      .addHelpText(
        "after",
        `
What it needs: an image that the cluster's nodes can pull, or have; a PostgreSQL and buckets that pods reach. docs/cluster.md
says how to bring each. Secrets come by variables and files, never by the command line:
  SLIPWAY_DATABASE_URL                          logs and metrics: postgres://USER:PASSWORD@HOST/NAME
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY      the home's key of the buckets, the first time
  --s3-credentials FILE                         the same from a file, as ~/.aws/credentials is one
  --s3-credentials NAMESPACE=FILE               the key of a namespace's jobs, which then reach no more than it does
Installing again changes what is asked for and leaves the rest as it was: namespaces, keys, addresses, the base image.

Examples:
  slipway image build && slipway install --context prod --s3-endpoint https://minio.example:9000
  slipway install --context prod --jobs-in team-b --s3-credentials team-b=./team-b.credentials
  slipway install --context prod --dry-run`,
      ),

  async run(session, _args, options) {
    const dryRun = flag(options, "dryRun");
    const context = requiredContext(session);
    const { kubernetes } = await session.cluster(context);
    await refuseBesideAck(kubernetes);
    const plan = await planOf(session, options, await readEarlier(kubernetes));
    const objects = manifests(plan);
    if (dryRun) {
      await session.out(objects.map((object) => `---\n${stringify(withoutSecrets(object))}`).join(""));
      return EXIT.ok;
    }
    for await (const { object, what } of applyAll(kubernetes, objects))
      await session.out(`${object.kind.toLowerCase()}/${object.metadata.name} ${what}\n`);
    for (const namespace of plan.ended) await endJobs(session, kubernetes, namespace);
    session.say("Waiting until every part is ready");
    const timeoutMs = timeoutOf({ timeout: options["timeout"] }, "timeout");
    await awaitReady(kubernetes, [OPERATOR, ROUTER, AWS_DOOR, LOG_DOOR], {
      image: plan.settings.image,
      timeoutMs,
      signal: session.signal,
    });
    await tellStore(session, kubernetes);
    session.say(`${session.colors.green("✓")} Slipway runs in the cluster of ${context}. Next:
  eval "$(slipway env --context ${context})"      kubectl, aws and boto3 in this shell talk to it
  slipway train DIR --context ${context}          run your own train.py there`);
    return EXIT.ok;
  },
};

/** A dry run is for reading. */
function withoutSecrets(object: Installed): Installed {
  const { data } = object as { readonly data?: object };
  if (object.kind !== "Secret" || data === undefined) return object;
  return { ...object, data: Object.fromEntries(Object.keys(data).map((key) => [key, "(not printed)"])) };
}
