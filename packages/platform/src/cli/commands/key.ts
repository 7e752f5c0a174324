import { createHash, randomBytes } from "node:crypto";
import { defined, SlipwayError } from "@slipway/model";
import {
  type EndpointKey,
  endpointAccess,
  KEY_ANNOTATION_PREFIX,
  KEY_NAME,
  keyAnnotation,
  rateOf,
} from "@slipway/model/kinds/endpoint/access.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { Argument } from "commander";
import type { Command, CommandOptions } from "../command.ts";
import { textArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { answers } from "../objects/answers.ts";
import { namedObject } from "../objects/named-objects.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";
import { columns } from "../output/columns.ts";
import { parseSpan } from "../output/parse-span.ts";
import type { Session } from "../session/session.ts";

type Action = "create" | "list" | "delete";

/** An endpoint as it was read, and where it is. */
interface Target {
  readonly reference: Reference;
  readonly endpoint: Endpoint;
}

export const command: Command = {
  configure: (command) =>
    void command
      .addArgument(new Argument("<action>", "what to do").choices(["create", "list", "delete"]))
      .argument("<endpoint>", "the endpoint: NAME or endpoint/NAME")
      .argument("[name]", "of the key (default of a new one: key-1, key-2, ...)")
      .option(
        "--expires <span>",
        "create: how long it counts, for instance 12h or 90d (default: until it is deleted)",
      )
      .option("--rate <number>", "create: how many invocations a second it may make")
      .addHelpText(
        "after",
        `
A key lets a client that has no AWS credentials invoke one endpoint, and do nothing else:
Authorization: Bearer KEY. It is shown once, and kept nowhere: the endpoint has its digest.

Examples:
  slipway key create abalone web --expires 90d --rate 10
  slipway key list abalone
  slipway key delete abalone web`,
      ),

  async run(session, args, options) {
    const action = textArgument(args, 0) as Action;
    const name = textArgument(args, 2);
    if (action !== "create" && (options["expires"] !== undefined || options["rate"] !== undefined))
      throw usageError(`${action} takes no --expires and no --rate`);
    const target = await targetOf(session, textArgument(args, 1) ?? "");
    if (action === "create") return create(session, target, newKey(target, name, options));
    if (action === "list") return list(session, target);
    if (name === undefined) throw usageError("missing argument: the name of the key to delete");
    return remove(session, target, name);
  },
};

async function targetOf(session: Session, word: string): Promise<Target> {
  const { kubernetes } = await session.client();
  const reference = await namedObject(session, [word], answers);
  if (reference.kind.kind !== endpointKind.kind)
    throw usageError(`${nameOf(reference)}: expected an endpoint`);
  const endpoint = await kubernetes.get(endpointKind, await locate(session, reference));
  return { reference, endpoint };
}

const keysOf = ({ endpoint }: Target): readonly EndpointKey[] =>
  endpointAccess(endpoint.metadata.annotations).keys;

interface NewKey {
  /** What the client sends. */
  readonly secret: string;
  readonly key: EndpointKey;
}

function newKey(target: Target, given: string | undefined, options: CommandOptions): NewKey {
  const taken = Object.keys(target.endpoint.metadata.annotations ?? {});
  const isTaken = (name: string) => taken.includes(KEY_ANNOTATION_PREFIX + name);
  let number = 1;
  while (isTaken(`key-${number}`)) number += 1;
  const name = given ?? `key-${number}`;
  if (!KEY_NAME.test(name))
    throw usageError(`${name}: expected a name of at most 58 lower-case letters, digits and dashes`);
  if (isTaken(name))
    throw new SlipwayError(
      "SLIP-API-002",
      `${nameOf(target.reference)} has a key ${name} already; delete it with slipway key delete ${target.endpoint.metadata.name} ${name}, or choose another name`,
    );
  const secret = `slk_${randomBytes(32).toString("base64url")}`;
  const sha256 = createHash("sha256").update(secret).digest("hex");
  return {
    secret,
    key: { name, sha256, ...defined({ expires: expiry(options), requestsPerSecond: rate(options) }) },
  };
}

function expiry(options: CommandOptions): string | undefined {
  const text = textOption(options, "expires");
  if (text === undefined) return undefined;
  const span = parseSpan(text);
  const at = new Date(Date.now() + (span ?? Number.NaN));
  if (span === undefined || span < 1_000 || Number.isNaN(at.getTime()))
    throw usageError(`--expires ${text}: expected a span, for instance 12h or 90d`);
  return at.toISOString();
}

function rate(options: CommandOptions): number | undefined {
  const text = textOption(options, "rate");
  if (text === undefined) return undefined;
  const perSecond = text.trim() === "" ? undefined : rateOf(Number(text));
  if (perSecond === undefined) throw usageError(`--rate ${text}: expected a number from 0.01 to 100000`);
  return perSecond;
}

async function create(session: Session, target: Target, { secret, key }: NewKey): Promise<number> {
  const [annotation, text] = keyAnnotation(key);
  await annotate(session, target, { [annotation]: text });
  const { endpointName } = target.endpoint.spec;
  const { aws } = await session.connection();
  const url = `${aws.endpoint.replace(/\/$/, "")}/endpoints/${encodeURIComponent(endpointName)}/invocations`;
  const { name, expires, requestsPerSecond } = key;
  await session.print(
    {
      endpoint: target.endpoint.metadata.name,
      name,
      key: secret,
      url,
      ...defined({ expires, requestsPerSecond }),
    },
    () => `${secret}\n`,
  );
  if (session.forPrograms) return EXIT.ok;
  session.say(
    `Key ${name} of ${nameOf(target.reference)}${expires === undefined ? "" : `, until ${expires}`}. It is shown this once.\n\n` +
      `  curl ${url} \\\n    -H "Authorization: Bearer $KEY" -H "Content-Type: text/csv" -d '...'`,
  );
  return EXIT.ok;
}

async function list(session: Session, target: Target): Promise<number> {
  const now = Date.now();
  const keys = keysOf(target).map(({ name, expires, requestsPerSecond }) => ({
    name,
    ...defined({ expires, requestsPerSecond }),
    expired: expires !== undefined && Date.parse(expires) <= now,
  }));
  const { format } = session.formatter;
  const cells = keys.map(({ name, expires = "never", expired, requestsPerSecond }) => [
    name,
    expired ? `${expires} (over)` : expires,
    requestsPerSecond === undefined ? "" : String(requestsPerSecond),
  ]);
  await session.print(keys, () => {
    if (format === "name") return keys.map(({ name }) => `${name}\n`).join("");
    return keys.length === 0 ? "" : columns(["NAME", "EXPIRES", "RATE/S"], cells);
  });
  if (keys.length === 0 && !session.forPrograms)
    session.say(
      `${nameOf(target.reference)} has no keys. Make one: slipway key create ${target.endpoint.metadata.name}`,
    );
  return EXIT.ok;
}

async function remove(session: Session, target: Target, name: string): Promise<number> {
  const annotation = KEY_ANNOTATION_PREFIX + name;
  if (target.endpoint.metadata.annotations?.[annotation] === undefined)
    throw new SlipwayError("SLIP-API-001", `${nameOf(target.reference)} has no key ${name}`);
  await annotate(session, target, { [annotation]: null });
  await session.print({ endpoint: target.endpoint.metadata.name, name, deleted: true }, () =>
    session.formatter.format === "name"
      ? `${name}\n`
      : `key ${name} deleted: it counts for nothing any more\n`,
  );
  return EXIT.ok;
}

/** Refused where somebody else has changed the endpoint since it was read: no key is written over. */
async function annotate(
  session: Session,
  { reference, endpoint }: Target,
  annotations: Readonly<Record<string, string | null>>,
): Promise<void> {
  const { kubernetes } = await session.client();
  const { resourceVersion } = endpoint.metadata;
  const metadata = { annotations, ...defined({ resourceVersion }) };
  await kubernetes.patch(reference.kind, await locate(session, reference), { metadata });
}
