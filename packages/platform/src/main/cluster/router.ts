import { S3Artifacts } from "#artifacts/s3/s3-artifacts.ts";
import { openCapture } from "#capture/open-capture.ts";
import { CaptureShipping } from "#capture/ship-captured.ts";
import { DRAIN } from "#installation/drain.ts";
import { CAPTURED_FOLDER } from "#installation/names.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createPostgresLedger } from "#ledger/postgres/create-postgres-ledger.ts";
import { AnsweredQueue, type AnsweredQueueParts } from "#router/answered/answered-queue.ts";
import { AnsweredTap } from "#router/answered/answered-tap.ts";
import { createRouter } from "#router/router.ts";
import { measureEndpoints } from "../common/measure-endpoints.ts";
import type { Base } from "./base.ts";
import { untilOpen } from "./until-open.ts";

const PORT = 8080;

/**
 * The data plane for invocations: reads EndpointSlices and dials pods. It serves without the database too, which it tells what endpoints
 * have served as soon as it reaches it.
 */
export async function runRouter(base: Base): Promise<void> {
  const { cache, files, clock, log, closers } = base;
  ship(base);
  const capture = openCapture({ folder: CAPTURED_FOLDER, clock, log });
  closers.add(() => capture.close());
  const token = await files.text("router-token");
  let ledger: Ledger | undefined;
  closers.add(() => ledger?.close());
  let open = (_ledger: Ledger): void => {};
  const opened = new Promise<Ledger>((resolve) => {
    open = resolve;
  });
  const send: AnsweredQueueParts["send"] = async (batch) => (await opened).answers.note(batch);
  const answered = new AnsweredQueue({ send, clock, log });
  const taps = [capture.tap, new AnsweredTap(answered, clock)];
  // What is answered while it drains is written down, too.
  const measuring = closers.reserve();
  const router = await createRouter({ cache, clock, log, token, taps });
  closers.add(async () => {
    await router.close({ graceMs: DRAIN.graceMs });
    await answered.close();
  });
  const url = await files.text("database-url");
  untilOpen({ clock, log, closers }, async () => {
    ledger = await createPostgresLedger({ url, clock });
    open(ledger);
    measureEndpoints({ measured: [router], ledger, clock, log }, measuring);
  });
  await router.listen({ port: PORT, host: "0.0.0.0" });
}

/** Captured invocations, each namespace's with its own key. */
function ship({ files, clock, log, closers }: Base): void {
  const opened = new Map<string, S3Artifacts>();
  const artifacts = async (namespace: string): Promise<S3Artifacts> => {
    const known = opened.get(namespace);
    if (known !== undefined) return known;
    const made = new S3Artifacts(await files.artifacts(namespace));
    opened.set(namespace, made);
    return made;
  };
  closers.add(() => {
    for (const one of opened.values()) one.close();
  });
  const shipping = new CaptureShipping({ folder: CAPTURED_FOLDER, artifacts, clock, log });
  closers.add(() => shipping.close());
}
