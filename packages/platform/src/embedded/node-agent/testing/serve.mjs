import { createServer } from "node:http";

const port = Number(process.env.SAGEMAKER_BIND_TO_PORT ?? 8080);
createServer((request, response) => {
  response.end(request.url === "/ping" ? "" : `${process.env.NAME} on ${port}\n`);
}).listen(port, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
