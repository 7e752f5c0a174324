import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { isThere } from "#lib/is-there.ts";
import { usageError } from "../errors/usage-error.ts";
import { bytesText } from "../output/bytes.ts";
import { Progress } from "../output/progress.ts";
import { shellWord } from "../output/shell-word.ts";
import type { Session } from "../session/session.ts";
import { layByClone } from "./lay-by-clone.ts";
import type { Channel } from "./training-job.ts";
import { unixPath } from "./unix-path.ts";
import { contentTypeOf, uploadData } from "./upload.ts";

/** One `--input`: the channel, and where its data is. */
export interface NamedInput {
  readonly name: string;
  readonly from: string;
}

/** The channel of a training's data that was given without one. */
const DEFAULT_CHANNEL = "train";
/** SageMaker's rule for ChannelName. */
const NAMED = /^([A-Za-z0-9._-]{1,64})=(.*)$/s;

/**
 * The `--input` options: `CHANNEL=WHERE`, or only where the data is. Throws, before anything is sent, for data that is not there or
 * is of a kind that is not served.
 */
export async function namedInputs(
  session: Session,
  given: readonly string[],
  unnamed = DEFAULT_CHANNEL,
): Promise<readonly NamedInput[]> {
  const inputs = new Map<string, { readonly option: string; readonly from: string }>();
  for (const option of given) {
    const [, name = unnamed, from = option] = NAMED.exec(option) ?? [];
    const before = inputs.get(name);
    if (before !== undefined) throw twice(name, before, { option, from });
    if (!from.startsWith("s3://")) await requireLocal(session, option, from);
    inputs.set(name, { option, from });
  }
  return [...inputs].map(([name, { from }]) => ({ name, from }));
}

/** The inputs as channels; local data is sent to the bucket first. */
export async function channelsOf(
  session: Session,
  bucket: string,
  inputs: readonly NamedInput[],
): Promise<readonly Channel[]> {
  const channels: Channel[] = [];
  for (const { name, from } of inputs) {
    const contentType = contentTypeOf(from);
    if (from.startsWith("s3://")) {
      channels.push({ name, uri: from, contentType });
      continue;
    }
    const { uri, files, sent, cloned, bytes } = await sendData(session, bucket, { name, from });
    const how = cloned === 0 ? "" : `, ${cloned} of them cloned`;
    session.say(
      `Input ${name}: ${files} ${files === 1 ? "file" : "files"}, ${bytesText(bytes)}, ${sent} sent${how}`,
    );
    channels.push({ name, uri, contentType });
  }
  return channels;
}

async function sendData(session: Session, bucket: string, { name, from }: NamedInput) {
  const path = localPath(session, from);
  session.status.show(() => `Reading ${from}`);
  let progress: Progress | undefined;
  const sending = uploadData(
    await session.client(),
    { bucket, path },
    {
      signal: session.signal,
      onSize: (total, going) => {
        const label = going === "read" ? `Reading ${from}` : `Sending ${name}`;
        const shown = new Progress({ label, total });
        progress = shown;
        session.status.show(() => String(shown));
      },
      onBytes: (bytes) => progress?.add(bytes),
      // A cluster's home has no folder on this machine.
      ...(session.clusterContext === undefined ? { lay: layByClone(session.stateDir) } : {}),
    },
  );
  return sending.finally(() => session.status.clear());
}

/** After an equals sign shells leave `~` as it is. */
const localPath = (session: Session, from: string): string =>
  from.startsWith("~/") ? join(session.context.homeFolder, from.slice(2)) : session.path(from);

async function requireLocal(session: Session, option: string, from: string): Promise<void> {
  if (from === "") throw usageError(`--input ${option}: expected a file, a folder or s3://BUCKET/PREFIX`);
  if (await isThere(localPath(session, from))) return;
  if (/^[a-z][a-z0-9+]+:\/\//i.test(from))
    throw usageError(`--input ${option}: data is a file, a folder or s3://BUCKET/PREFIX; fetch it first`);
  const path = unixPath(from);
  if (path !== undefined)
    throw usageError(`--input ${option}: that is a path of Windows; write it as ${path}`);
  const at = from.indexOf("=");
  if (at >= 0 && (await isThere(localPath(session, from.slice(at + 1)))))
    throw usageError(
      `--input ${option}: ${from.slice(0, at)} can be no channel's name: letters, digits and . _ - only`,
    );
  throw new SlipwayError("SLIP-CLI-002", `--input ${option}: there is no such file or folder`);
}

function twice(
  name: string,
  before: { readonly option: string; readonly from: string },
  after: { readonly option: string; readonly from: string },
): SlipwayError {
  const what = `--input ${name} is given twice, as ${before.option} and ${after.option}`;
  return usageError(
    `${what}; name the channels: --input ${shellWord(`${name}=${before.from}`)} --input ${shellWord(`CHANNEL=${after.from}`)}`,
  );
}
