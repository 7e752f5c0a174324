import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** A port of loopback that nobody has just now; who takes it may find that somebody was faster. */
export const anyPort = (): Promise<number> => claimed(0);

/** Whether nobody has a port of loopback just now. */
export const isFree = (port: number): Promise<boolean> =>
  claimed(port).then(
    () => true,
    () => false,
  );

async function claimed(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
