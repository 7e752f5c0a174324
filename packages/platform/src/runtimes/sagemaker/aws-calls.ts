import { defined } from "@slipway/model";
import { LRUCache } from "lru-cache";
import { type AwsAccess, requireAllowed, requireForeign } from "./aws-access.ts";
import { withRemedy } from "./aws-error.ts";
import type { Place } from "./place.ts";

/** An operation's input or answer, with AWS's member names. */
export type Members = Readonly<Record<string, unknown>>;

/** Operations of CloudWatch Logs; every other one is SageMaker's. */
const LOGS: ReadonlySet<string> = new Set(["DescribeLogStreams", "GetLogEvents"]);

/** Calls of AWS at one place. */
export interface AwsCalls {
  /** Throws AWS's error as its SDK has it, with a remedy where there is one; and for an operation that the SDK does not have. */
  call(operation: string, input: Members): Promise<Members>;
}

/** Throttled and failing calls are tried this often, with AWS's own back-off, before the pass is given up for later. */
const MOST_ATTEMPTS = 5;
/** An answer that takes longer is not waited for: a worker of the loop is in the call. */
const TIMEOUT_MS = 30_000;
const MOST_PLACES = 100;

type SageMakerSdk = typeof import("@aws-sdk/client-sagemaker");
type LogsSdk = typeof import("@aws-sdk/client-cloudwatch-logs");
type Sender = {
  send(command: never, options: { readonly abortSignal?: AbortSignal }): Promise<object>;
  destroy(): void;
};
interface Clients {
  readonly sagemaker: Sender;
  readonly logs: Sender;
}

/** AWS's own SDK, loaded when the first call needs it: half a second that homes without SageMaker never spend. */
export class Aws {
  readonly #access: AwsAccess;
  readonly #maxAttempts: number;
  readonly #timeoutMs: number;
  readonly #clients = new LRUCache<string, Clients>({
    max: MOST_PLACES,
    dispose: ({ sagemaker, logs }) => {
      sagemaker.destroy();
      logs.destroy();
    },
  });
  #sdk: Promise<{ readonly sagemaker: SageMakerSdk; readonly logs: LogsSdk }> | undefined;

  constructor(
    access: AwsAccess,
    options: { readonly maxAttempts?: number; readonly timeoutMs?: number } = {},
  ) {
    this.#access = access;
    this.#maxAttempts = options.maxAttempts ?? MOST_ATTEMPTS;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  /** Calls that `signal` ends. Credentials are found by the SDK's own chain at the first call, and never seen by anyone else. */
  async at(place: Place, signal?: AbortSignal): Promise<AwsCalls> {
    requireAllowed(this.#access);
    const sdk = await this.#load();
    return {
      call: async (operation, input) => {
        const { sagemaker, logs } = this.#clientsAt(place, sdk);
        const isLogs = LOGS.has(operation);
        const commands = (isLogs ? sdk.logs : sdk.sagemaker) as unknown as Commands;
        const Command = commands[`${operation}Command`];
        if (Command === undefined) throw new Error(`the SDK has no ${operation}`);
        try {
          return (await (isLogs ? logs : sagemaker).send(
            new Command(input) as never,
            defined({ abortSignal: signal }),
          )) as Members;
        } catch (error) {
          throw withRemedy(error);
        }
      },
    };
  }

  #load() {
    this.#sdk ??= Promise.all([
      import("@aws-sdk/client-sagemaker"),
      import("@aws-sdk/client-cloudwatch-logs"),
    ]).then(([sagemaker, logs]) => ({ sagemaker, logs }));
    return this.#sdk;
  }

  #clientsAt(place: Place, sdk: { readonly sagemaker: SageMakerSdk; readonly logs: LogsSdk }): Clients {
    const key = JSON.stringify([place.region, place.endpoint, place.profile]);
    let clients = this.#clients.get(key);
    if (clients === undefined) {
      const configuration = {
        ...place,
        maxAttempts: this.#maxAttempts,
        retryMode: "adaptive",
        requestHandler: {
          connectionTimeout: 5_000,
          requestTimeout: this.#timeoutMs,
          throwOnRequestTimeout: true,
        },
      };
      clients = {
        sagemaker: this.#guarded(new sdk.sagemaker.SageMakerClient(configuration)),
        logs: this.#guarded(new sdk.logs.CloudWatchLogsClient(configuration)),
      };
      this.#clients.set(key, clients);
    }
    return clients;
  }

  /** Looks at each request after it was signed and before a byte of it is sent. */
  #guarded<C extends Sender & { readonly middlewareStack: object }>(client: C): C {
    const stack = client.middlewareStack as unknown as Stack;
    stack.add(
      (next) => async (args) => {
        requireForeign(this.#access, args.request);
        return next(args);
      },
      { step: "deserialize", priority: "low", name: "slipwayRequireForeign" },
    );
    return client;
  }
}

type Commands = Readonly<Record<string, (new (input: Members) => object) | undefined>>;

/** As much of the SDK's middleware stack as is used here; its own type names every command of the service. */
interface Stack {
  add(
    middleware: (next: (args: Args) => Promise<unknown>) => (args: Args) => Promise<unknown>,
    options: { readonly step: "deserialize"; readonly priority: "low"; readonly name: string },
  ): void;
}
interface Args {
  readonly request: Parameters<typeof requireForeign>[1];
}
