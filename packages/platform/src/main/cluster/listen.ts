import type { Server } from "node:http";
import type { Closers } from "../common/closers.ts";

/** Listens on every address of the pod: who may reach it is the cluster's business, who may use it the door's. */
export async function listenEverywhere(server: Server, port: number, closers: Closers): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, resolve);
  });
  closers.add(() => {
    server.close();
    server.closeAllConnections();
  });
}
