import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

type Members = Record<string, unknown>;
type Tags = readonly { readonly Key: string; readonly Value: string }[];
interface ScriptedResource {
  /** What Describe answers; times are epoch seconds. */
  answer: Members;
  readonly tags: Tags;
}

const ACCOUNT = "123456789012";
const REGION = "us-west-2";
const TYPES: Readonly<Record<string, string>> = {
  TrainingJob: "training-job",
  ProcessingJob: "processing-job",
  TransformJob: "transform-job",
  Model: "model",
  EndpointConfig: "endpoint-config",
  Endpoint: "endpoint",
};
/** SageMaker's words for what is not there, as its API answers them. */
const MISSING: Readonly<Record<string, string>> = {
  TrainingJob: "Requested resource not found.",
  ProcessingJob: "Could not find requested job with name: NAME",
  TransformJob: "Could not find requested job with name: NAME",
  Model: 'Could not find model "ARN".',
  EndpointConfig: 'Could not find endpoint configuration "ARN".',
  Endpoint: 'Could not find endpoint "ARN".',
};

class Refusal extends Error {
  readonly type: string;
  readonly status: number;
  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/**
 * SageMaker and CloudWatch Logs with their machinery in a test's hands: names, errors and statuses as AWS's documentation
 * has them, everything over the wire (JSON 1.1). Nothing happens by itself.
 */
export class ScriptedAws {
  readonly #server: Server;
  readonly #resources = new Map<string, ScriptedResource>();
  readonly #streams = new Map<string, { timestamp: number; message: string }[]>();
  /** Every call that was answered well, by its operation. */
  readonly calls: string[] = [];
  /** Log groups that were asked for. */
  readonly groups = new Set<unknown>();
  /** The errors that the next calls get, whatever they ask. */
  readonly troubles: { readonly type: string; readonly status: number }[] = [];
  /** So many calls get no answer at all. */
  silent = 0;
  /** Operations that the caller may not call. */
  readonly denied = new Set<string>();
  /** So many Describes do not see yet what was made. */
  unseen = 0;
  /** By the name of what is to be made: what AWS says of the quota that has no room for it. */
  readonly overQuota = new Map<string, string>();

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request: IncomingMessage, response) => {
      this.#serve(request).then(
        (answer) => response.end(JSON.stringify(answer)),
        (error: unknown) => {
          const { type, status, message } =
            error instanceof Refusal ? error : new Refusal("InternalFailure", String(error), 500);
          response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
          response.end(JSON.stringify({ __type: type, message }));
        },
      );
    });
  }

  static async up(): Promise<ScriptedAws> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new ScriptedAws(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get annotations(): Readonly<Record<string, string>> {
    return {
      "services.k8s.aws/endpoint-url": `http://127.0.0.1:${this.port}`,
      "services.k8s.aws/default-region": REGION,
    };
  }

  /** Changes what Describe answers of a resource. */
  set(kind: string, name: string, change: Members): void {
    const resource = this.#need(kind, name);
    resource.answer = { ...resource.answer, ...change };
  }

  get(kind: string, name: string): Members | undefined {
    return this.#resources.get(`${kind}/${name}`)?.answer;
  }

  tagsOf(kind: string, name: string): Tags {
    return this.#need(kind, name).tags;
  }

  put(kind: string, name: string, answer: Members = {}, tags: Tags = []): void {
    this.#resources.set(`${kind}/${name}`, {
      answer: { [`${kind}Name`]: name, [`${kind}Arn`]: arnOf(kind, name), CreationTime: now(), ...answer },
      tags,
    });
  }

  drop(kind: string, name: string): void {
    this.#resources.delete(`${kind}/${name}`);
  }

  print(
    stream: string,
    ...events: readonly { readonly timestamp: number; readonly message: string }[]
  ): void {
    this.#streams.set(stream, [...(this.#streams.get(stream) ?? []), ...events]);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage): Promise<Members> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const input = JSON.parse(Buffer.concat(chunks).toString() || "{}") as Members;
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    if (this.silent > 0) {
      this.silent -= 1;
      return new Promise(() => {});
    }
    const trouble = this.troubles.shift();
    if (trouble !== undefined) throw new Refusal(trouble.type, "scripted", trouble.status);
    if (this.denied.has(operation)) throw new Refusal("AccessDeniedException", "not authorized");
    const answer = this.#answer(operation, input);
    this.calls.push(operation);
    return answer;
  }

  #answer(operation: string, input: Members): Members {
    if (operation === "ListTags") return { Tags: this.#byArn(String(input["ResourceArn"])).tags };
    if (input["logGroupName"] !== undefined) this.groups.add(input["logGroupName"]);
    if (operation === "DescribeLogStreams")
      return this.#describeStreams(String(input["logStreamNamePrefix"]));
    if (operation === "GetLogEvents") return this.#events(input);
    if (operation === "UpdateEndpointWeightsAndCapacities") return this.#rescale(input);
    const [, verb = "", kind = ""] = /^(Create|Describe|Delete|Stop|Update)(\w+)$/.exec(operation) ?? [];
    const name = String(input[`${kind}Name`]);
    if (TYPES[kind] === undefined) throw new Refusal("UnknownOperationException", "");
    if (verb === "Create") return this.#create(kind, name, input);
    const resource = this.#need(kind, name);
    if (verb === "Describe") return this.#describe(kind, resource);
    if (verb === "Delete") return this.#delete(kind, name, resource);
    return this.#change(kind, resource, { verb, input });
  }

  #create(kind: string, name: string, { Tags = [], ...input }: Members): Members {
    const quota = this.overQuota.get(name);
    if (quota !== undefined) throw new Refusal("ResourceLimitExceeded", quota);
    if (this.#resources.has(`${kind}/${name}`)) {
      throw kind.endsWith("Job")
        ? new Refusal("ResourceInUse", "Job names must be unique within an AWS account and region")
        : new Refusal(
            "ValidationException",
            `Cannot create already existing ${kind} "${arnOf(kind, name)}".`,
          );
    }
    if (kind === "Endpoint") this.#need("EndpointConfig", String(input["EndpointConfigName"]));
    this.put(kind, name, { ...input, ...this.#begun(kind, input) }, Tags as Tags);
    return { [`${kind}Arn`]: arnOf(kind, name) };
  }

  #begun(kind: string, input: Members): Members {
    if (kind === "TrainingJob") {
      const first = {
        Status: "Starting",
        StartTime: now(),
        StatusMessage: "Preparing the instances for training",
      };
      return {
        TrainingJobStatus: "InProgress",
        SecondaryStatus: "Starting",
        SecondaryStatusTransitions: [first],
      };
    }
    if (kind === "ProcessingJob" || kind === "TransformJob")
      return { [`${kind}Status`]: "InProgress", CreationTime: now() };
    if (kind !== "Endpoint") return {};
    const config = this.#need("EndpointConfig", String(input["EndpointConfigName"])).answer;
    return { EndpointStatus: "Creating", ProductionVariants: variantsOf(config, 0) };
  }

  #describe(kind: string, { answer }: ScriptedResource): Members {
    if (this.unseen <= 0) return answer;
    this.unseen -= 1;
    throw new Refusal("ValidationException", MISSING[kind] ?? "");
  }

  #delete(kind: string, name: string, { answer }: ScriptedResource): Members {
    const changing = ["Creating", "Updating"].includes(String(answer["EndpointStatus"]));
    if (changing || ["InProgress", "Stopping"].includes(String(answer[`${kind}Status`])))
      throw new Refusal("ValidationException", `Cannot delete ${kind} in status`);
    if (kind === "Endpoint") this.set(kind, name, { EndpointStatus: "Deleting" });
    else this.drop(kind, name);
    return {};
  }

  #change(
    kind: string,
    resource: ScriptedResource,
    { verb, input }: { readonly verb: string; readonly input: Members },
  ): Members {
    if (kind.endsWith("Job") && verb === "Stop") {
      const status = `${kind}Status`;
      if (resource.answer[status] !== "InProgress")
        throw new Refusal(
          "ValidationException",
          `The request was rejected because the job is in status ${resource.answer[status]}.`,
        );
      const finer = kind === "TrainingJob" ? { SecondaryStatus: "Stopping" } : {};
      resource.answer = { ...resource.answer, [status]: "Stopping", ...finer };
      return {};
    }
    if (kind !== "Endpoint" || verb !== "Update") throw new Refusal("UnknownOperationException", "");
    if (resource.answer["EndpointStatus"] !== "InService")
      throw new Refusal("ValidationException", "Cannot update in-progress endpoint.");
    const wanted = String(input["EndpointConfigName"]);
    this.#need("EndpointConfig", wanted);
    resource.answer = {
      ...resource.answer,
      EndpointStatus: "Updating",
      asked: { ...input },
      FailureReason: undefined,
    };
    return { EndpointArn: resource.answer["EndpointArn"] };
  }

  #rescale(input: Members): Members {
    const resource = this.#need("Endpoint", String(input["EndpointName"]));
    const [wanted] = input["DesiredWeightsAndCapacities"] as readonly Members[];
    const variants = resource.answer["ProductionVariants"] as readonly Members[];
    const scaled = variants.map((variant) =>
      variant["VariantName"] === wanted?.["VariantName"]
        ? { ...variant, DesiredInstanceCount: wanted?.["DesiredInstanceCount"] }
        : variant,
    );
    resource.answer = { ...resource.answer, EndpointStatus: "Updating", ProductionVariants: scaled };
    return { EndpointArn: resource.answer["EndpointArn"] };
  }

  #describeStreams(prefix: string): Members {
    if (this.#streams.size === 0)
      throw new Refusal("ResourceNotFoundException", "The specified log group does not exist.");
    const names = [...this.#streams.keys()].filter((name) => name.startsWith(prefix));
    return { logStreams: names.map((logStreamName) => ({ logStreamName })) };
  }

  /** Three events a page; a token is how many were given, and is given back at the end. */
  #events(input: Members): Members {
    const since = Number(input["startTime"] ?? 0);
    const all = (this.#streams.get(String(input["logStreamName"])) ?? []).filter(
      ({ timestamp }) => timestamp >= since,
    );
    const from = Number(/\d+/.exec(String(input["nextToken"] ?? "f/0"))?.[0]);
    const page = all.slice(from, from + 3);
    return { events: page, nextForwardToken: `f/${from + page.length}`, nextBackwardToken: `b/${from}` };
  }

  #need(kind: string, name: string): ScriptedResource {
    const resource = this.#resources.get(`${kind}/${name}`);
    if (resource !== undefined) return resource;
    throw new Refusal("ValidationException", (MISSING[kind] ?? "").replace("ARN", arnOf(kind, name)));
  }

  #byArn(arn: string): ScriptedResource {
    for (const [key, resource] of this.#resources)
      if (arnOf(...(key.split("/") as [string, string])) === arn) return resource;
    throw new Refusal("ValidationException", "Could not find the resource.");
  }
}

export const now = (): number => Date.now() / 1_000;

function arnOf(kind: string, name: string): string {
  return `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${TYPES[kind]}/${name.toLowerCase()}`;
}

interface Variant {
  readonly VariantName?: string;
  readonly InitialInstanceCount?: number;
  readonly InitialVariantWeight?: number;
}

/** A configuration's variants as DescribeEndpoint tells them, with this many instances there. */
export function variantsOf(config: Members, current?: number): readonly Members[] {
  return ((config["ProductionVariants"] as readonly Variant[] | undefined) ?? []).map((variant) => ({
    VariantName: variant.VariantName,
    DesiredWeight: variant.InitialVariantWeight,
    CurrentWeight: variant.InitialVariantWeight,
    DesiredInstanceCount: variant.InitialInstanceCount,
    CurrentInstanceCount: current ?? variant.InitialInstanceCount,
  }));
}
