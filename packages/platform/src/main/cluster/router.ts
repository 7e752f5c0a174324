import { createRouter } from "#router/router.ts";
import type { Base } from "./base.ts";

const PORT = 8080;

/** The data plane for invocations: reads EndpointSlices and dials pods. */
export async function runRouter({ cache, files, clock, log, closers }: Base): Promise<void> {
  const router = await createRouter({ cache, clock, log, token: await files.text("router-token") });
  closers.add(() => router.close());
  await router.listen({ port: PORT, host: "0.0.0.0" });
}
