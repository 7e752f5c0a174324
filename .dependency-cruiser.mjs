/**
 * The architecture as rules. `layers` says what each folder of the platform may import besides its own folder and the
 * model; everything else is forbidden. Breaking one means a seam leaks: mend the seam, do not add a case here.
 */
const src = "packages/platform/src";
const seam = {
  store: `${src}/store/[^/]+\\.ts$`,
  ledger: `${src}/ledger/[^/]+\\.ts$`,
  artifacts: `${src}/artifacts/[^/]+\\.ts$`,
  runtimes: `${src}/runtimes/[^/]+\\.ts$`,
  metrics: `${src}/metrics/[^/]+\\.ts$`,
  mover: `${src}/mover/mover\\.ts$`,
};
/** What is measured, in CloudWatch's words: doors tell it, and controllers go by it. */
const monitoring = `${src}/monitoring/`;
/** Where doors hand invocations over; nothing for controllers. */
const invoker = `${src}/router/invoker\\.ts$`;
const folder = (path) => `${src}/${path}/`;
const lib = "packages/lib/src/";

const layers = [
  {
    at: "store/embedded",
    may: [seam.store, folder("embedded/apiserver"), lib],
    why: "it calls the API server in process",
  },
  { at: "store", except: "store/embedded", may: [lib], why: "the store seam stands on nothing" },
  { at: "ledger", may: [lib], why: "the ledger seam stands on nothing" },
  { at: "artifacts", may: [lib], why: "the artifacts seam stands on nothing" },
  { at: "metrics", may: [lib], why: "it finds numbers in lines and knows no job" },
  {
    at: "monitoring",
    may: [seam.ledger, lib],
    why: "it reads and writes measurements and knows no door and no object",
  },
  {
    at: "runtimes",
    may: [seam.store, seam.ledger, seam.artifacts, lib],
    why: "a runtime turns intent into machinery through the seams",
  },
  { at: "reconcile", may: [seam.store, lib], why: "the loop knows no kind and no machinery" },
  {
    at: "runs",
    may: [folder("reconcile"), ...Object.values(seam), lib],
    why: "steps speak to seams, never to an implementation",
  },
  {
    at: "controllers",
    may: [folder("runs"), folder("reconcile"), monitoring, ...Object.values(seam), lib],
    why: "controllers speak to seams, so that the same code runs in three homes",
  },
  {
    at: "embedded/storage",
    may: [lib],
    why: "storage keeps bytes and revisions and knows no rule of writing",
  },
  {
    at: "embedded/apiserver",
    may: [folder("embedded/storage"), lib],
    why: "the rules of writing stand on storage alone",
  },
  {
    at: "embedded",
    except: "embedded/(storage|apiserver)",
    may: [seam.store, seam.ledger, seam.mover, folder("reconcile"), lib],
    why: "the very small Kubernetes works through the seams like a real one's parts",
  },
  {
    at: "cluster",
    may: [seam.store, seam.ledger, lib],
    why: "what a cluster's own parts leave to us works through the seams, like the embedded ones",
  },
  {
    at: "api/kubernetes",
    may: [folder("embedded/apiserver"), seam.ledger, lib],
    why: "a door translates; it has no rules of its own",
  },
  {
    at: "api",
    except: "api/kubernetes",
    may: [seam.store, seam.ledger, seam.artifacts, monitoring, invoker, lib],
    why: "doors and controllers meet only in the store, and invocations go through the invoker",
  },
  {
    at: "router",
    may: [seam.store, seam.ledger, lib],
    why: "the data plane reads the store and nothing else",
  },
  {
    at: "capture",
    may: [folder("router"), seam.artifacts, lib],
    why: "it looks on at the router's invocations and puts what it kept into buckets",
  },
  {
    at: "async-inference",
    may: [seam.store, seam.ledger, seam.artifacts, `${src}/router/(live-table|routing-table)\\.ts$`, lib],
    why: "it carries out what waits, through the seams, and knows where pods are as the router does",
  },
  {
    at: "sidecar",
    may: [seam.artifacts, `${src}/artifacts/s3/`, lib],
    why: "it runs in the pod, with an S3 client and nothing of the server",
  },
  {
    at: "mover",
    may: [
      folder("sidecar"),
      seam.artifacts,
      `${src}/artifacts/folder/(artifact-failure|read-files|write-file)\\.ts$`,
      `${src}/artifacts/s3/s3-failure\\.ts$`,
      lib,
    ],
    why: "it does the sidecar's work from outside of a pod, on the files of an artifacts folder that the server has open",
  },
  {
    at: "installation",
    may: [],
    why: "what a cluster is given is plain data: the CLI applies it, the home in the cluster goes by it, and neither owns it",
  },
  {
    at: "cli",
    may: [folder("installation"), lib],
    why: "the CLI is a client like any other: it speaks to doors through the SDK",
  },
];

/** Tests, and what only tests stand on, put real neighbours together. */
const tests = ["\\.test(-d)?\\.ts$", "/testing/"];

const allowedWithin = (layer) => [
  folder(layer.at),
  "packages/model/",
  ...(layer.at === "cli" ? ["packages/sdk/"] : []),
  ...layer.may,
];

const ladder = layers.map((layer) => ({
  name: `${layer.at.replaceAll("/", "-")}-imports`,
  comment: `${layer.at} may import ${["model", ...layer.may].join(", ")}: ${layer.why}.`,
  severity: "error",
  from: {
    path: `^${folder(layer.at)}`,
    pathNot: [...(layer.except ? [`^${src}/${layer.except}/`] : []), ...tests],
  },
  to: { path: "^packages/", pathNot: allowedWithin(layer).map((path) => `^${path}`) },
}));

/** What stands below siblings: the API server's bytes, and the forms in which every engine of the ledger keeps the same. */
const sharedBelow = { embedded: ["storage"], ledger: ["forms"] };

const strangers = [
  "controllers",
  "api",
  "runtimes",
  "embedded",
  "store",
  "ledger",
  "artifacts",
  "metrics",
].map((parent) => ({
  name: `${parent}-siblings-are-strangers`,
  comment: `Folders below ${parent}/ do not know each other; they meet in the store or in the seam above them.`,
  severity: "error",
  from: { path: `^${src}/${parent}/([^/]+)/`, pathNot: tests },
  to: {
    path: `^${src}/${parent}/[^/]+/`,
    pathNot: [
      `^${src}/${parent}/$1/`,
      ...(sharedBelow[parent] ?? []).map((name) => `^${src}/${parent}/${name}/`),
    ],
  },
}));

export default {
  forbidden: [
    ...ladder,
    ...strangers,
    {
      name: "controllers-know-no-machinery",
      comment:
        "A controller that names a Pod, a Deployment or an AWS SDK type runs in one home only; say it as RunSpec or ServingSpec.",
      severity: "error",
      from: { path: `^${src}/(controllers|runs|reconcile)/` },
      to: {
        path: [
          "^packages/model/src/kubernetes/",
          "node_modules/(@aws-sdk|@smithy|kubernetes-models|@kubernetes)/",
        ],
      },
    },
    {
      name: "nobody-imports-main",
      comment: "main wires everything; whoever needs something from it takes it as an argument.",
      severity: "error",
      from: { pathNot: [`^${src}/main/`, "\\.test\\.ts$", "^(bench|test)/"] },
      to: { path: `^${src}/main/` },
    },
    {
      name: "homes-are-strangers",
      comment:
        "The laptop's home (main/serve) and the cluster's (main/cluster) share what stands in main/common, and nothing else.",
      severity: "error",
      from: { path: `^${src}/main/(serve|cluster|common)/`, pathNot: tests },
      to: { path: `^${src}/main/(serve|cluster)/`, pathNot: `^${src}/main/$1/` },
    },
    {
      name: "model-is-pure",
      comment: "The model runs in a browser as well: no Node, no I/O, no workspace but itself.",
      severity: "error",
      from: { path: "^packages/model/src/", pathNot: "\\.test\\.ts$" },
      to: {
        path: ["^packages/(lib|algorithms|sdk|platform|web)/", "^node:"],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "lib-is-a-leaf",
      comment:
        "lib knows no word of the domain: of the model it has the errors and nothing of a kind, of the server nothing.",
      severity: "error",
      from: { path: `^${lib}`, pathNot: tests },
      to: { path: "^packages/", pathNot: [`^${lib}`, "^packages/model/src/(?!kinds/)"] },
    },
    {
      name: "algorithms-know-the-container-only",
      comment:
        "Built-in programs run in pods: they stand on the container contract, on lib, and on nothing of the server.",
      severity: "error",
      from: { path: "^packages/algorithms/src/", pathNot: tests },
      to: {
        path: "^packages/",
        pathNot: ["^packages/algorithms/src/", `^${lib}`, "^packages/model/src/(?!kinds/)"],
      },
    },
    {
      name: "algorithms-are-strangers",
      comment: "A built-in program does not know the next one; what both need stands above their folders.",
      severity: "error",
      from: { path: "^packages/algorithms/src/(?!testing/)([^/]+)/", pathNot: tests },
      to: { path: "^packages/algorithms/src/[^/]+/", pathNot: "^packages/algorithms/src/$1/" },
    },
    {
      name: "kinds-are-known-by-their-facts",
      comment:
        "What follows from what a kind is, is made of the table of kinds (kinds/all.ts). A file here that names one kind is the beginning of a list kept by hand: make it a fact of the kind's row.",
      severity: "error",
      from: {
        path: [
          `^${src}/api/aws/(objects|services|control|protocols)/`,
          `^${src}/(installation|reconcile|store|embedded)/`,
          `^${src}/cli/objects/`,
          "^packages/sdk/src/",
        ],
        pathNot: tests,
      },
      to: { path: "^packages/model/src/kinds/[^/]+/" },
    },
    {
      name: "sdk-stands-on-model",
      comment: "SDK users must not install a server.",
      severity: "error",
      from: { path: "^packages/sdk/src/", pathNot: "\\.test\\.ts$" },
      to: { path: "^packages/(lib|algorithms|platform|web)/" },
    },
    {
      name: "pipelines-stand-on-model",
      comment: "Who writes a pipeline needs no running home: neither a client nor a server.",
      severity: "error",
      from: { path: "^packages/pipelines/src/", pathNot: "\\.test\\.ts$" },
      to: { path: ["^packages/(lib|algorithms|sdk|platform|web)/", "^node:"] },
    },
    {
      name: "testing-is-for-tests",
      comment: "What stands in a testing/ folder is held to no layer, so nothing that ships may stand on it.",
      severity: "error",
      from: { path: "^packages/", pathNot: [...tests, "\\.contract\\.ts$"] },
      to: { path: "/testing/", pathNot: "node_modules" },
    },
    {
      name: "no-cycles",
      comment: "Two files that need each other are one thing or three; split the third out.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "packages-are-declared",
      comment: "A package that no package.json names disappears with somebody else's update.",
      severity: "error",
      from: { path: "^packages/", pathNot: "\\.(test|contract)\\.ts$" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|\\.types|bin)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
    },
  },
};
