import { awsFails, BUCKET, type FailureCase, failed, stopped, waits } from "./failure-case.ts";

const IGNORES = "trap '' TERM; echo ready; while :; do sleep 0.2; done";
const HEARS = "trap 'exit 0' TERM; echo ready; while :; do sleep 0.2; done";
/** Goes on where the try before it was, as a program with checkpoints does: `then` is all that is left to do. */
const onceMore = (then: string) =>
  `cd checkpoints; test -e began && ${then}; touch began; sleep 3; echo ready; while :; do sleep 1; done`;

const KILLED = "; the program did not end within 3 s of SIGTERM and was killed \\(SIGKILL\\)$";
/** Long enough for its program to begin beside all the others on a machine that has much to do. */
const LATE_SECONDS = 12;
const LATE = "^The job stopped because it exceeded the maximum allowed runtime";
const NOT_TOLD = "AWS does not tell whether a program heard SIGTERM";
const HAS_ENGINE = "there is what runs containers";
const ITS_IMAGE = "an image is a container's";
const NO_QUOTAS = "a home of one machine has no quotas: what it has no room for waits, as `room` does";

/** What AWS says is in its own words: those of its documentation, and of issues of aws/sagemaker-python-sdk and aws/amazon-sagemaker-examples. */
export const FAILURE_CASES: readonly FailureCase[] = [
  {
    name: "program",
    title: "a program that fails, and says why",
    asks: { script: "echo working; echo 'the column years is missing' >output/failure; exit 3" },
    told: failed("user-code", {
      says: /^the column years is missing$/,
      exitCodes: [3],
      lines: ["working"],
    }),
    aws: awsFails("AlgorithmError: the column years is missing, exit code: 3", "user-code", {
      says: /^the column years is missing$/,
      exitCodes: [3],
    }),
  },
  {
    name: "signal",
    title: "a program that crashes without a word, and is tried as often as the job says",
    asks: { script: "exit 139", retries: { "user-code": 1, "out-of-memory": 5 } },
    told: failed("user-code", { says: /^The program was ended by signal SIGSEGV$/, exitCodes: [139] }, [
      ["failed", "user-code"],
      ["failed", "user-code"],
    ]),
    aws: awsFails("AlgorithmError: Exit Code: 139", "user-code", {
      says: /Exit Code: 139$/,
      exitCodes: [139],
    }),
  },
  {
    name: "no-program",
    title: "an entry point that is not there",
    asks: { entrypoint: ["/no/such/program", "train"] },
    told: failed("user-code", {
      says: /^The program could not be started: "\/no\/such\/program" is not there, or is a script/,
      exitCodes: [127, 128],
    }),
    aws: awsFails(
      'ClientError: Artifact upload failed:API error (400): OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "train": executable file not found in $PATH: unknown',
      "user-code",
      { says: /exec: "train": executable file not found in \$PATH/ },
    ),
  },
  {
    name: "not-executable",
    title: "an entry point that may not be executed",
    asks: { entrypoint: ["/proc/version"] },
    told: failed("user-code", {
      says: /^The program could not be started: "\/proc\/version" is no file that may be executed$/,
      exitCodes: [126, 128],
    }),
    aws: "AWS tells it in the words of `no-program`",
  },
  {
    name: "no-interpreter",
    title: "a script whose interpreter is not there",
    asks: {
      script: "echo '#!/no/such/interpreter' >model/run; chmod +x model/run; exec ./model/run",
    },
    told: failed("user-code", {
      says: /^The program could not be started: "\.\/model\/run" is not there, or is a script whose first line names an interpreter that is not$/,
      exitCodes: [126, 127],
    }),
    aws: "AWS tells it in the words of `no-program`",
  },
  {
    name: "memory",
    title: "a program that runs out of memory",
    asks: {
      script: "tail /dev/zero",
      instanceType: "small",
      retries: { "out-of-memory": 1, "user-code": 5 },
    },
    told: failed(
      "out-of-memory",
      {
        says: /^The program needed more memory than it was given and was killed \(OOMKilled\)/,
        exitCodes: [137],
      },
      [
        ["failed", "out-of-memory"],
        ["failed", "out-of-memory"],
      ],
    ),
    aws: awsFails(
      "ClientError: Please use an instance type with more memory, or reduce the size of training data processed on an instance., exit code: 137",
      "out-of-memory",
      { says: /^Please use an instance type with more memory/, exitCodes: [137] },
    ),
  },
  {
    name: "disk",
    title: "a program that writes more than its volume holds",
    asks: { script: "fallocate -l 1150000000 model/big || exit 9; while :; do sleep 1; done" },
    told: failed("user-code", {
      says: /^The job took more disk than it asked for: Usage of EmptyDir volume "ml" exceeds the limit "1Gi"\. \(volumeSizeInGB is /,
    }),
    aws: awsFails("AlgorithmError: OSError: [Errno 28] No space left on device, exit code: 1", "user-code", {
      says: /^OSError: \[Errno 28\] No space left on device$/,
      exitCodes: [1],
    }),
  },
  {
    name: "hangs",
    title: "a program that hangs, until its time is over",
    asks: { script: HEARS, maxRuntimeSeconds: LATE_SECONDS },
    told: stopped("MaxRuntimeExceeded", { says: new RegExp(`${LATE}$`), lines: ["ready"] }),
    aws: {
      answer: { TrainingJobStatus: "Stopped", SecondaryStatus: "MaxRuntimeExceeded" },
      told: stopped("MaxRuntimeExceeded", { says: new RegExp(`${LATE}$`) }),
    },
  },
  {
    name: "deaf",
    title: "a program that ignores SIGTERM when somebody stops it",
    asks: { script: IGNORES, grace: 3 },
    act: "stop",
    told: stopped("Stopped", { says: new RegExp(`^Stopped as asked${KILLED}`), exitCodes: [137] }),
    aws: NOT_TOLD,
  },
  {
    name: "deaf-and-late",
    title: "a program that ignores SIGTERM when its time is over",
    asks: { script: IGNORES, grace: 3, maxRuntimeSeconds: LATE_SECONDS },
    told: stopped("MaxRuntimeExceeded", { says: new RegExp(LATE + KILLED), exitCodes: [137] }),
    aws: NOT_TOLD,
  },
  {
    name: "image-name",
    title: "an image whose name can be none",
    asks: { image: "No/Image", script: "true" },
    told: failed("image-pull", { says: /No\/Image/, blames: "ClientError" }),
    aws: "AWS refuses the name when the job is created, as any request against its rules",
    notIn: { process: ITS_IMAGE, "plain-process": ITS_IMAGE },
  },
  {
    name: "image",
    title: "an image that nobody has, and that may still come",
    asks: { image: "127.0.0.1:9/nobody/has-this:1", script: "true" },
    told: waits(
      /the image 127\.0\.0\.1:9\/nobody\/has-this:1 cannot be pulled and is tried again for 10 minutes: /,
      // A kubelet pulls the program's image when the data is there.
      /^(Starting|Downloading)$/,
    ),
    aws: awsFails(
      "ClientError: Cannot pull algorithm container. Either the image does not exist or its permissions are incorrect.",
      "image-pull",
      { says: /^Cannot pull algorithm container\./ },
    ),
    notIn: { process: ITS_IMAGE, "plain-process": ITS_IMAGE },
  },
  {
    name: "no-engine",
    title: "an image of somebody else's where containers are switched off",
    asks: { image: "registry.example/team/model:1", script: "true" },
    told: failed("image-pull", {
      says: /the image "registry\.example\/team\/model:1" cannot be had: containers are switched off\. SLIPWAY_CONTAINERS=none says so\.$/,
      blames: "ClientError",
    }),
    aws: HAS_ENGINE,
    notIn: { container: HAS_ENGINE, cluster: HAS_ENGINE },
  },
  {
    name: "input",
    title: "data that is not there",
    asks: { script: "true", input: `s3://${BUCKET}/no/such/data` },
    told: failed("input", {
      says: /^SLIP-SIDECAR-001: Channel "training" .*: No S3 objects found under S3 URL "s3:\/\/failures\/no\/such\/data"/,
      blames: "ClientError",
    }),
    aws: awsFails(
      `ClientError: No S3 objects found under S3 URL "s3://${BUCKET}/no/such/data" given in input data source.`,
      "input",
      { says: /^No S3 objects found under S3 URL/ },
    ),
  },
  {
    name: "output",
    title: "a bucket for its results that is not there",
    asks: { script: "true", output: "s3://no-such-bucket/jobs/" },
    told: failed("output", {
      says: /^The program ended well, but its results did not reach the artifact store: .*no-such-bucket/,
      blames: "ClientError",
    }),
    aws: awsFails(
      "ClientError: Artifact upload failed:NoSuchBucket (404): The specified bucket does not exist",
      "output",
      { says: /^Artifact upload failed:NoSuchBucket/ },
    ),
  },
  {
    name: "drained",
    title: "a machine that is taken away, which costs the program none of its own tries",
    asks: { script: onceMore("exit 4"), checkpoints: true, retries: { "user-code": 1 }, grace: 5 },
    act: "take its machine away",
    told: failed("user-code", { says: /^The program said nothing before it ended$/, exitCodes: [4] }, [
      ["lost", "preempted"],
      ["failed", "user-code"],
      ["failed", "user-code"],
    ]),
    aws: {
      answer: { TrainingJobStatus: "InProgress", SecondaryStatus: "Interrupted" },
      told: { ...waits(/^Interrupted in SageMaker$/), secondary: "Interrupted" },
    },
  },
  {
    name: "lost",
    title: "a pod that somebody deletes, after which the job goes on",
    asks: { script: onceMore("exit 0"), checkpoints: true, grace: 5 },
    act: "delete its pods",
    told: {
      status: "Completed",
      secondary: "Completed",
      says: /^The program ended and its results are stored$/,
      tries: [["lost", "node-lost"], ["succeeded"]],
    },
    aws: awsFails("InternalServerError: We encountered an internal error. Please try again.", "internal", {
      says: /^We encountered an internal error\. Please try again\.$/,
    }),
  },
  {
    name: "room",
    title: "a machine that nobody has, and that may still come",
    asks: { script: "true", instanceType: "vast" },
    told: waits(/^Waiting for a machine: 0\/1 nodes are available: 1 Insufficient memory/),
    aws: awsFails(
      "CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.",
      "unschedulable",
      { says: /^Unable to provision requested ML compute capacity\./ },
    ),
  },
  {
    name: "quota",
    title: "a quota that has no room for it, and may have later",
    asks: { script: "true", instanceType: "gpu" },
    told: waits(/exceeded quota: .*; it is tried again when the namespace's quota has room/),
    aws: {
      overQuota:
        "The account-level service limit 'ml.m5.large for training job usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances. Please contact AWS support to request an increase for this limit.",
      told: waits(/^Waiting for room in SageMaker's quota: The account-level service limit/),
    },
    notIn: { process: NO_QUOTAS, "plain-process": NO_QUOTAS, container: NO_QUOTAS },
  },
];
