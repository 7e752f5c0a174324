import { DRAIN } from "#installation/drain.ts";
import { createPostgresLedger } from "#ledger/postgres/create-postgres-ledger.ts";
import { createRouter } from "#router/router.ts";
import { measureEndpoints } from "../common/measure-endpoints.ts";
import type { Base } from "./base.ts";
import { untilOpen } from "./until-open.ts";

const PORT = 8080;

/**
 * The data plane for invocations: reads EndpointSlices and dials pods. It serves without the database too, which it tells what endpoints
 * have served as soon as it reaches it.
 */
export async function runRouter({ cache, files, clock, log, closers }: Base): Promise<void> {
  const router = await createRouter({ cache, clock, log, token: await files.text("router-token") });
  closers.add(() => router.close({ graceMs: DRAIN.graceMs }));
  const url = await files.text("database-url");
  untilOpen({ clock, log, closers }, async () => {
    const ledger = await createPostgresLedger({ url, clock });
    closers.add(() => ledger.close());
    measureEndpoints({ measured: [router], ledger, clock, log }, closers);
  });
  await router.listen({ port: PORT, host: "0.0.0.0" });
}
