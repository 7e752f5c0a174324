import type { IncomingMessage } from "node:http";
import type { AwsService } from "@slipway/model/aws/service.ts";
import { credentialScope } from "#lib/sigv4/claim.ts";
import type { Members } from "../call.ts";
import { decodeKnown, type Known } from "../control/codec.ts";
import { answerBody } from "../protocols/exchange.ts";
import { decodedBody } from "../wires/decoded-body.ts";
import type { Wire } from "../wires/wire.ts";
import { wiresOf } from "../wires/wires-of.ts";
import type { Authentic, DoorService } from "./door-service.ts";

/** An operation: its checked input in, its answer out, whatever protocol its client speaks. `C` is what it works with. */
export type RpcOperation<C> = (input: Members, call: C) => Promise<Members> | Promise<void>;

/** An operation with the service whose tables have its shapes. */
export interface ServedOperation<C> {
  readonly service: AwsService;
  readonly run: RpcOperation<C>;
}

/** What is served of one service: its operations by their names. */
export interface ServedService<C> {
  readonly service: AwsService;
  readonly operations: Readonly<Record<string, ServedOperation<C>>>;
}

/** A service all of whose operations are in one table. */
export function served<C>(
  service: AwsService,
  operations: Readonly<Record<string, RpcOperation<C>>>,
): ServedService<C> {
  const entries = Object.entries(operations).map(([name, run]) => [name, { service, run }] as const);
  return { service, operations: Object.fromEntries(entries) };
}

/** Objects hold 3 MiB. */
const LONGEST_BODY = 3 * 1024 * 1024;

/** A service whose requests name their operation, in every protocol that it speaks. */
export function rpcService<C>(
  { service, operations }: ServedService<C>,
  parts: {
    /** What operations get to work with. */
    readonly callOf: (request: Authentic) => C;
    /** Who is asked about values that the service's model leaves open; absent: they are taken. */
    readonly known?: Known;
    /** Of an operation that is not in the table; "" where the request names none. */
    readonly notServed: (request: Authentic, operation: string) => Error;
  },
): DoorService {
  const wires = wiresOf(service);
  const wireOf = (request: IncomingMessage): Wire | undefined => wires.find((wire) => wire.takes(request));
  const spoken = (request: IncomingMessage): Wire => {
    const wire = wireOf(request);
    if (wire === undefined) throw new Error(`${service.name} was given a request that it does not take`);
    return wire;
  };
  return {
    signingName: service.name,
    operations: Object.keys(operations),
    longestBody: LONGEST_BODY,
    takes: (request) => {
      const wire = wireOf(request);
      return wire !== undefined && (credentialScope(request) !== undefined || wire.names(request));
    },
    protocolOf: (request) => spoken(request).protocolOf(request),
    async answer(authentic) {
      const { exchange, body } = authentic;
      const { request, requestId } = exchange;
      const wire = spoken(request);
      const received = { request, body: decodedBody(request, body, LONGEST_BODY) };
      const name = wire.operationIn(received);
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (operation === undefined) throw parts.notServed(authentic, name);
      const at = { service: operation.service, name };
      const input = await decodeKnown(wire, at, { ...received, known: parts.known });
      const answer = await operation.run(input, parts.callOf(authentic));
      answerBody(exchange, wire.write(at, answer ?? {}, requestId));
    },
  };
}
