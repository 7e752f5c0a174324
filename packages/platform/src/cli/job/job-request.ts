import { defined, HOME_ROLE, objectName, type Resource } from "@slipway/model";
import type { CommandOptions } from "../command.ts";
import { listOption, textOption } from "../command.ts";
import { usageError } from "../errors/usage-error.ts";
import { instanceCount } from "../objects/instance-count.ts";
import { keyValues } from "../objects/key-values.ts";
import { labelsOf } from "../objects/labels.ts";
import { timeoutOf } from "../objects/timeout.ts";
import type { Session } from "../session/session.ts";

/** What any job is asked for by, whatever it runs. */
export interface JobRequest {
  readonly name: string;
  readonly namespace: string;
  readonly accountId: string;
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly maxRuntimeSeconds: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What the options of any job ask for. Throws for a time limit that means nothing. */
export async function jobRequestOf(
  session: Session,
  options: CommandOptions,
): Promise<Omit<JobRequest, "name">> {
  const maxRuntimeMs = timeoutOf({ "max-runtime": options["maxRuntime"] }, "max-runtime");
  if (maxRuntimeMs < 1000) throw usageError("--max-runtime: expected a second at least");
  return {
    namespace: await session.namespace(),
    accountId: (await session.connection()).aws.accountId,
    image: textOption(options, "image") ?? "",
    environment: keyValues("--env", listOption(options, "env")),
    labels: labelsOf(listOption(options, "label")),
    instanceType: textOption(options, "instanceType") ?? "",
    instanceCount: instanceCount(textOption(options, "instanceCount") ?? "1"),
    maxRuntimeSeconds: Math.round(maxRuntimeMs / 1000),
  };
}

/** The metadata of the job's object. */
export function jobMetadata({
  name,
  namespace,
  labels,
  annotations,
}: Pick<JobRequest, "name" | "namespace" | "labels" | "annotations">): Resource["metadata"] {
  return {
    name: objectName(name),
    namespace,
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...defined({ annotations }),
  };
}

/** The machines of the job, as all kinds of jobs name them. */
export function instancesOf({
  instanceType,
  instanceCount,
}: Pick<JobRequest, "instanceType" | "instanceCount">) {
  return { instanceCount, instanceType };
}

/** The role that the home answers for. */
export const jobRole = ({ accountId }: Pick<JobRequest, "accountId">): string =>
  `arn:aws:iam::${accountId}:role/${HOME_ROLE}`;
