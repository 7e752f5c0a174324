import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { findCondition, isAlreadyExists } from "@slipway/model";
import { ExpressionError } from "@slipway/model/flows/expressions/expression-error.ts";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import {
  addressedTrigger,
  eventRun,
  type Trigger,
  type TriggerEvent,
  triggerKind,
  wants,
} from "@slipway/model/kinds/trigger/index.ts";
import { contentDigest } from "#lib/content-digest.ts";
import type { AccessKey, AccessKeys } from "../../access-keys.ts";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import { answerBody, type Exchange } from "../protocols/exchange.ts";
import { restJson } from "../protocols/rest-json.ts";
import type { Authentic, DoorService, Unsigned } from "../services/door-service.ts";
import { boundedJson } from "../wires/bounded-json.ts";
import { senderOf } from "./event-sender.ts";

/** GitHub's own bound of what it sends is 25 MB; a run's parameters are an object's, and hold far less. */
const LONGEST_BODY = 1024 * 1024;
/** Runs that wait for their turn; whoever sends more comes again. */
const MOST_WAITING = 1_000;

/**
 * `POST /triggers/NAME`: an event of a Trigger of HTTP, in JSON. It is answered once its run is stored, which begins when its turn comes; sent again with the
 * same `Idempotency-Key` (or GitHub's delivery id) it has the run that it had.
 */
export function triggerService(parts: {
  readonly accessKeys: AccessKeys;
  callOf(request: Authentic): Call;
}): DoorService {
  const fire = async ({ exchange, key, body }: Authentic): Promise<void> => {
    const { name = "" } = addressedTrigger(exchange.request.url ?? "") ?? {};
    const call = parts.callOf({ exchange, key, body });
    const trigger = await call.store.get(triggerKind, `${call.namespace}/${name}`);
    const event = eventOf(body, { headers: exchange.request.headers, now: call.now });
    answer(exchange, await taken(requireReady(trigger, name), event, call));
  };
  return {
    signingName: "sagemaker",
    operations: [],
    longestBody: LONGEST_BODY,
    takes: ({ method, url = "" }) => method === "POST" && addressedTrigger(url) !== undefined,
    protocolOf: () => restJson,
    unsigned({ request }) {
      const { authorization = "", ...headers } = request.headers;
      const address = addressedTrigger(request.url ?? "");
      if (/^AWS4-/i.test(authorization) || address === undefined) return undefined;
      const sender = senderOf(address, { ...headers, authorization }, parts.accessKeys);
      const from = (key: AccessKey): Required<Unsigned> => ({
        caller: key.accessKeyId,
        answer: (exchange, body) => fire({ exchange, key, body }),
      });
      return sender.by === "head" ? from(sender.key) : { prove: (body) => from(sender.prove(body)) };
    },
    answer: fire,
  };
}

function eventOf(
  body: Buffer,
  { headers, now }: { readonly headers: IncomingHttpHeaders; readonly now: Date },
): TriggerEvent {
  const said = headers["idempotency-key"] ?? headers["x-github-delivery"];
  const id = (typeof said === "string" && said !== "" ? said : randomUUID()).slice(0, 256);
  const time = now.toISOString();
  return { digest: contentDigest(id), time, facts: { id, body: boundedJson(body) } };
}

function requireReady(trigger: Trigger | undefined, name: string): Trigger {
  if (trigger === undefined) throw new AwsError("SLIP-API-001", `There is no trigger "${name}".`);
  if (trigger.spec.http === undefined)
    throw new AwsError("SLIP-API-010", `The trigger "${name}" takes no events: it waits for objects.`);
  const ready = findCondition(trigger.status?.conditions, "Ready");
  if (ready?.status === "False")
    throw new AwsError("SLIP-API-004", `The trigger "${name}" cannot be kept: ${ready.message}`);
  if ((trigger.status?.waiting ?? 0) >= MOST_WAITING)
    throw new AwsError("SLIP-API-016", `${MOST_WAITING} runs of the trigger "${name}" wait already.`, {
      headers: { "retry-after": "30" },
    });
  return trigger;
}

/** What became of an event: its run, made now or before; none where the trigger does not want it. */
interface Taken {
  readonly run: string | null;
  readonly made: boolean;
}

async function taken(trigger: Trigger, event: TriggerEvent, { store }: Call): Promise<Taken> {
  try {
    if (!wants(trigger, event)) return { run: null, made: false };
    const run = eventRun(trigger, event);
    try {
      await store.create(flowRunKind, run);
      return { run: run.metadata.name, made: true };
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      return { run: run.metadata.name, made: false };
    }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new AwsError("SLIP-API-004", `Of this event an expression of the trigger ${error.message}.`);
  }
}

const answer = (exchange: Exchange, { run, made }: Taken): void =>
  answerBody(exchange, Buffer.from(`${JSON.stringify({ run, made })}\n`));
