import type { IncomingMessage } from "node:http";
import type { AccessKey } from "../../access-keys.ts";
import type { Exchange } from "../protocols/exchange.ts";
import type { Protocol } from "../protocols/protocol.ts";

/** A request whose signature is proven. */
export interface Authentic {
  readonly exchange: Exchange;
  readonly key: AccessKey;
  /** The whole body, no longer than the service takes. */
  readonly body: Buffer;
}

/** A request without a signature of AWS's that proves by its head alone who it is from, or is anybody's to ask. */
export interface Unsigned {
  /** Who it is proven to be from; absent where anybody may ask. */
  readonly caller?: string;
  /** Answers the request; what it throws is told to the client in the service's protocol. */
  answer(exchange: Exchange, body: Buffer): Promise<void>;
}

/** One whose body proves who it is from. */
export interface ProvenByBody {
  /** Throws where the proof does not hold. */
  prove(body: Buffer): Required<Unsigned>;
}

/** One AWS service as the door serves it. Services may share a signing name: SageMaker's two APIs do. */
export interface DoorService {
  /** The service that the credential scope of its requests names. */
  readonly signingName: string;
  /** Names of the operations that it serves. */
  readonly operations: readonly string[];
  /** The longest body it takes, in bytes. */
  readonly longestBody: number;
  /** Whether the request, by its head alone, is one of this service; the first in the table that says so gets it. */
  takes(request: IncomingMessage): boolean;
  /** How the request, which the service takes, is answered. */
  protocolOf(request: IncomingMessage): Protocol;
  /** Of what the service takes without a signature; undefined for what needs one. Throws what refuses who presents something else. */
  unsigned?(exchange: Exchange): Unsigned | ProvenByBody | undefined;
  /** Answers the request; what it throws is told to the client in the service's protocol. */
  answer(request: Authentic): Promise<void>;
}
