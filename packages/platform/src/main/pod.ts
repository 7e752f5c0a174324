/** The programs of our own image: what pods run. Each is imported only when it is asked for. */
const [area, name, ...rest] = process.argv.slice(2);

process.exitCode = await run();

async function run(): Promise<number> {
  if (area === "sidecar") return sidecar();
  if (area === "algorithm") return algorithm();
  if (area === "environment") return environment();
  return unknown();
}

async function sidecar(): Promise<number> {
  switch (name) {
    case "fetch":
      return (await import("#sidecar/fetch.ts")).fetchMain(process.env);
    case "store":
      return (await import("#sidecar/store.ts")).storeMain(process.env);
    case "stream":
      return (await import("#sidecar/stream.ts")).streamMain(process.env);
    case "transform":
      return (await import("#sidecar/transform.ts")).transformMain(process.env);
    case "models":
      return (await import("#sidecar/models.ts")).modelsMain(process.env);
    case "install":
      return (await import("#sidecar/install.ts")).installMain(rest);
    default:
      return unknown();
  }
}

async function algorithm(): Promise<number> {
  const { runAlgorithm } = await import("@slipway/algorithms/run-algorithm.ts");
  return (await runAlgorithm(process.argv.slice(3), process.env)) ?? unknown();
}

/** Not a program of pods: their supervisors run it for one that needs a Python environment. */
async function environment(): Promise<number> {
  return (await import("./environment/environment-main.ts")).environmentMain(process.argv.slice(3));
}

function unknown(): number {
  process.stderr.write(
    `slipway pod: there is no program ${[area, name].filter(Boolean).join(" ") || "(none given)"}\n`,
  );
  return 2;
}
