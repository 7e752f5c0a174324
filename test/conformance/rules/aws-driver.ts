import { isDeepStrictEqual } from "node:util";
import * as aws from "@aws-sdk/client-sagemaker";
import { expect } from "vitest";
import { defined } from "../../../packages/model/src/defined.ts";
import { type As, AWS, type Doors } from "../support/doors.ts";
import { AWS_CALLS, updateEndpoint } from "./aws-calls.ts";
import type { Answer, Driver, Request, ToyObject } from "./driver.ts";
import { kindOf } from "./kinds.ts";
import { readStored } from "./tested-door.ts";
import { toMembers } from "./to-members.ts";

type Served = keyof typeof AWS_CALLS;

/** The rules put to the AWS door by AWS's own SDK. An object's AWS name is the name that the case gives it. */
export function awsDriver(doors: Doors): { readonly driver: Driver; close(): void } {
  const clients = new Map<string, aws.SageMakerClient>();
  const clientFor = (namespace: string, as: As) => {
    const { accessKeyId, secretAccessKey } = doors.accessKey(namespace, as);
    const client = clients.get(accessKeyId) ?? clientOf(doors.aws.url, { accessKeyId, secretAccessKey });
    clients.set(accessKeyId, client);
    return client;
  };
  const driver: Driver = {
    kinds: Object.keys(AWS_CALLS) as readonly Served[],
    lacks: {
      "any kind": "the API speaks of SageMaker's kinds alone, in forms of its own",
      update: "the API changes nothing of an object but an endpoint's configuration",
      "storing before judging": "the API refuses at once what elsewhere waits, or its controller refuses",
    },
    async send(request, namespace) {
      try {
        return await send(clientFor(namespace, request.as ?? "admin"), request, (name) =>
          readStored(doors.store, kindOf(request), { namespace, name }),
        );
      } catch (error) {
        return { error: errorOf(error) };
      }
    },
  };
  return {
    driver,
    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}

type Read = (name: string) => Promise<unknown>;

async function send(client: aws.SageMakerClient, request: Request, read: Read): Promise<Answer> {
  const calls = AWS_CALLS[request.kind as Served];
  const nameMember = `${kindOf(request).kind}Name`;
  const stored = async (name: string) => ({ object: (await read(name)) as ToyObject });
  switch (request.verb) {
    case "create": {
      const { metadata, spec, status } = shown(request.object);
      await calls.create(client, toMembers({ ...status, ...spec }));
      return stored(metadata.name);
    }
    case "get": {
      const described = await calls.describe(client, { [nameMember]: request.name });
      const answer = await stored(request.name);
      const { Tags: _tags, ...members } = toMembers(shown(answer.object).spec);
      expect(described).toMatchObject(members);
      return answer;
    }
    case "list": {
      const described = await calls.list(client, {});
      const lines = Object.values(described).find(Array.isArray) as readonly ToyObject[];
      const names = lines.map((line) => String(line[nameMember]));
      return { items: names.toSorted().map((name) => ({ metadata: { name } })) };
    }
    case "update": {
      const { EndpointName, EndpointConfigName } = toMembers(shown(request.object).spec);
      await updateEndpoint(client, { EndpointName, EndpointConfigName });
      return stored(request.name);
    }
    case "delete":
      await calls.remove(client, { [nameMember]: request.name });
      return { gone: (await read(request.name)) === undefined };
    default:
      throw new Error(`the case must say that it needs ${request.verb}`);
  }
}

interface Shown {
  readonly metadata: { readonly name: string };
  readonly spec: ToyObject;
  readonly status?: ToyObject;
}

const shown = (object: ToyObject): Shown => object as unknown as Shown;

/** A client of the SDK that also sends what the SDK would leave out or mend: other clients are less careful. */
function clientOf(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string }) {
  const client = new aws.SageMakerClient({ endpoint, region: AWS.region, credentials, maxAttempts: 1 });
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string | Uint8Array; headers: Record<string, string> };
      const meant = JSON.stringify(args.input);
      if (!isDeepStrictEqual(JSON.parse(textOf(request.body)), JSON.parse(meant))) {
        request.body = meant;
        request.headers["content-length"] = String(Buffer.byteLength(meant));
      }
      return next(args);
    },
    { step: "build", priority: "low" },
  );
  return client;
}

const textOf = (body: string | Uint8Array): string =>
  typeof body === "string" ? body : new TextDecoder().decode(body);

function errorOf(error: unknown): NonNullable<Answer["error"]> {
  if (!(error instanceof aws.SageMakerServiceException)) throw error;
  const code = error.$response?.headers["x-slipway-code"];
  return {
    ...defined({ code }),
    http: error.$metadata.httpStatusCode ?? 0,
    reason: error.name,
    message: error.message,
    causes: [],
  };
}
