#!/bin/sh
# Shows on this machine what docs/guides/gpu.md says of GPUs, with a home of its own in a temporary folder. Needs one of NVIDIA's GPUs
# (nvidia-smi on the PATH), Node and the built command, and no network. Prints a line a point; ends with 1 where one does not hold.
# What needs torch or an XGBoost with CUDA is shown where a python3 here has it, and said to be left out where none has.
set -u

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/slipway-gpu-XXXXXX")
export SLIPWAY_STATE="$work/state"
node=node
[ -x "$root/node_modules/.bin/node" ] && node="$root/node_modules/.bin/node"
slipway() { "$node" "$root/packages/platform/bin/slipway.js" "$@"; }
failures=0
# What a job may take beside its own time.
patience=60s

end() {
  slipway down --all >/dev/null 2>&1
  rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM

# holds POINT FOUND PATTERN: whether what was found has the pattern, an extended regular expression.
holds() {
  if printf '%s\n' "$2" | grep -Eq -- "$3"; then
    echo "✓ $1"
  else
    failures=$((failures + 1))
    printf '✗ %s\n    found:    %s\n    expected: %s\n' "$1" "$(printf '%s' "$2" | tr '\n' ' ' | cut -c1-600)" "$3"
  fi
}
left_out() { echo "- $1"; }

# run NAME TYPE OPTION...: a job that tells what it sees, to its end, and its log.
run() {
  name=$1 type=$2
  shift 2
  slipway train "$work/job" --name "$name" --instance-type "$type" "$@" --wait -- sh go.sh >/dev/null 2>&1
  slipway logs "trainingjob/$name"
}
# state NAME: its stage and the sentence on it.
state() { slipway describe "trainingjob/$1" 2>/dev/null | grep -m1 '^State:'; }
# until_state NAME PATTERN: its state once it has the pattern, or after half a minute as it is.
until_state() {
  tries=0
  until state "$1" | grep -Eq -- "$2" || [ "$tries" -ge 60 ]; do tries=$((tries + 1)); sleep 0.5; done
  state "$1"
}

mkdir "$work/job"
cat >"$work/job/go.sh" <<'JOB'
echo "SM_NUM_GPUS=$SM_NUM_GPUS CUDA_VISIBLE_DEVICES=$CUDA_VISIBLE_DEVICES SM_CURRENT_INSTANCE_TYPE=$SM_CURRENT_INSTANCE_TYPE"
echo "NVIDIA_VISIBLE_DEVICES=$NVIDIA_VISIBLE_DEVICES."
echo "device files: $(ls /dev | grep -c '^nvidia[0-9]') of GPUs, $(ls /dev | grep -c '^nvidia') in all"
[ ! -e /dev/nvidiactl ] || echo "nvidia-smi: $(nvidia-smi --list-gpus 2>/dev/null | grep -c '^GPU ')"
cat "${SLIPWAY_OPT_ML:-/opt/ml}/input/config/resourceconfig.json"; echo
exec sleep "${SLEEP:-0}"
JOB

gpus=$(nvidia-smi --query-gpu=uuid --format=csv,noheader 2>/dev/null | grep -c '^GPU-')
if [ "$gpus" -eq 0 ]; then
  echo "✗ nvidia-smi names no GPU on this machine" >&2
  exit 1
fi
has_files=0
for file in /dev/nvidia[0-9]*; do [ ! -e "$file" ] || has_files=$((has_files + 1)); done
echo "$gpus GPU(s): $(nvidia-smi --query-gpu=name --format=csv,noheader | sort | uniq -c | tr '\n' ' ')"

slipway up --detach >"$work/up" 2>&1 || { cat "$work/up" >&2; exit 1; }
doctor=$(slipway doctor)
holds "doctor shows the GPUs" "$doctor" "✓ GPUs +$gpus x |✓ GPUs .*[0-9]+ x "
shut_in=no
printf '%s' "$doctor" | grep -q 'bubblewrap *usable' && shut_in=yes
holds "the node offers them" "$(slipway get node slipway -o "jsonpath={.status.capacity}{.status.allocatable}")" \
  "nvidia.com/gpu\":\"$gpus\".*nvidia.com/gpu\":\"$gpus\""

echo "a job that holds all GPUs"
slipway train "$work/job" --name all --instance-type local_gpu --env SLEEP=600 -- sh go.sh >/dev/null 2>&1
holds "it runs" "$(until_state all '/Training')" '/Training'
slipway train "$work/job" --name next --instance-type ml.p4d.24xlarge -- sh go.sh >/dev/null 2>&1
holds "another one waits, and says for what" "$(until_state next 'others have')" \
  'asks for [0-9]+ nvidia.com/gpu, and others have them: it starts when enough are free'
"$node" -e "process.kill(JSON.parse(require('fs').readFileSync(process.argv[1])).pid, 'SIGKILL')" "$SLIPWAY_STATE/server.json"
slipway up --detach >/dev/null 2>&1
holds "they are still its own when the home was killed and started again" "$(until_state next 'others have') $(state all)" \
  'others have them.*/Training'

echo "a job that asks for none"
none=$(run none ml.m5.large --input "train=$root/examples/abalone/data/train")
holds "is told of none" "$none" 'SM_NUM_GPUS=0 CUDA_VISIBLE_DEVICES=-1 '
holds "in all variables" "$none" 'NVIDIA_VISIBLE_DEVICES=void[.]'
if [ "$shut_in" = yes ]; then holds "sees no device file" "$none" 'device files: 0 of GPUs, 0 in all'
else left_out "bubblewrap is not usable here: variables alone keep jobs apart"; fi
holds "is told what asks for one" "$(slipway get pods -o yaml)" 'ml.m5.large asks for none of the [0-9]+ GPU'

echo "a NodePool that asks for more than there is"
printf '{"apiVersion":"slipway.dev/v1alpha1","kind":"NodePool","metadata":{"name":"vast"},"spec":{"instanceTypes":["vast-type"],"capacity":{"nvidia.com/gpu":%s}}}' \
  "$((gpus + 1))" >"$work/pool.json"
slipway apply -f "$work/pool.json" >/dev/null 2>&1
slipway train "$work/job" --name too-many --instance-type vast-type -- sh go.sh >/dev/null 2>&1
holds "waits, and says why and what ends it" "$(until_state too-many 'NodePool vast')" \
  "NodePool vast asks for $((gpus + 1)) nvidia.com/gpu, and no machine here has as many: it starts once one has; to run without"
slipway stop trainingjob/too-many >/dev/null 2>&1

echo "the load of the GPUs"
tries=0
until slipway metrics all 2>/dev/null | grep -q GPUUtilization || [ "$tries" -ge 30 ]; do tries=$((tries + 1)); sleep 1; done
metrics=$(slipway metrics all 2>/dev/null)
holds "is a series of the job" "$metrics" 'GPUUtilization.Host=algo-1. '
holds "and so is their memory" "$metrics" 'GPUMemoryUtilization.Host=algo-1. '
left_out "that GPUs are idle is said after ten minutes: packages/platform/src/embedded/node-agent/gpus.process.test.ts"

echo "instance types"
slipway stop trainingjob/all --wait >/dev/null 2>&1
slipway wait trainingjob/next --timeout "$patience" >/dev/null 2>&1
given=$((gpus < 8 ? gpus : 8))
holds "the one that waited got as many as ml.p4d.24xlarge has, or the machine" "$(slipway logs trainingjob/next)" "SM_NUM_GPUS=$given "
holds "whatever it had was its own" "$(slipway logs trainingjob/all)" "SM_NUM_GPUS=$gpus "
one=$(run one ml.g5.xlarge)
holds "ml.g5.xlarge gets one" "$one" 'SM_NUM_GPUS=1 CUDA_VISIBLE_DEVICES=[0-9]+ SM_CURRENT_INSTANCE_TYPE=ml.g5.xlarge'
holds "by its name" "$one" 'NVIDIA_VISIBLE_DEVICES=GPU-[0-9a-f-]+[.]'
holds "resourceconfig.json has the type" "$one" '"current_instance_type":"ml.g5.xlarge"'
if [ "$shut_in" = yes ] && [ "$has_files" -gt 0 ]; then
  holds "the sandbox shows the device file of that GPU alone" "$one" 'device files: 1 of GPUs'
  holds "and nvidia-smi names no other one there" "$one" 'nvidia-smi: 1$'
fi

echo "programs"
if python3 -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' 2>/dev/null; then
  mkdir "$work/torch"
  cat >"$work/torch/train.py" <<'TORCH'
import time, torch
print("torch sees", torch.cuda.device_count(), "on", "cuda" if torch.cuda.is_available() else "cpu", flush=True)
if torch.cuda.is_available():
    a = torch.rand(4096, 4096, device="cuda")
    until = time.time() + 35
    while time.time() < until:
        a = torch.tanh(a @ a)
        torch.cuda.synchronize()
TORCH
  slipway train "$work/torch" --name torch-none >/dev/null 2>&1
  slipway train "$work/torch" --name torch-one --instance-type ml.g5.xlarge >/dev/null 2>&1
  slipway wait trainingjob/torch-none trainingjob/torch-one --timeout 180s >/dev/null 2>&1
  holds "torch sees the one GPU that its job has" "$(slipway logs trainingjob/torch-one)" 'torch sees 1 on cuda'
  holds "and none in a job that has none" "$(slipway logs trainingjob/torch-none)" 'torch sees 0 on cpu'
  holds "what it does is measured" "$(slipway metrics torch-one)" 'GPUUtilization.Host=algo-1. +[0-9.]+ +[0-9.]+ +[1-9]'
else
  left_out "no python3 here has a torch with CUDA"
fi

uri=$(slipway get trainingjob none -o "jsonpath={.spec.inputDataConfig[0].dataSource.s3DataSource.s3URI}")
cat >"$work/xgboost.yaml" <<MANIFEST
apiVersion: sagemaker.services.k8s.aws/v1alpha1
kind: TrainingJob
metadata: { name: xgboost }
spec:
  trainingJobName: xgboost
  roleARN: arn:aws:iam::123456789012:role/r
  algorithmSpecification:
    trainingImage: 683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5
    trainingInputMode: File
  hyperParameters: { num_round: "5", device: cuda }
  inputDataConfig:
    - channelName: train
      contentType: text/libsvm
      dataSource: { s3DataSource: { s3DataType: S3Prefix, s3URI: "$uri", s3DataDistributionType: FullyReplicated } }
  outputDataConfig: { s3OutputPath: s3://slipway-default/jobs/ }
  resourceConfig: { instanceCount: 1, instanceType: ml.g5.xlarge, volumeSizeInGB: 5 }
  stoppingCondition: { maxRuntimeInSeconds: 600 }
MANIFEST
slipway apply -f "$work/xgboost.yaml" >/dev/null 2>&1
slipway wait trainingjob/xgboost --timeout 180s >/dev/null 2>&1
xgboost=$(state xgboost; slipway logs trainingjob/xgboost)
holds "XGBoost trains on the GPU (device=cuda), or says what is missing" "$xgboost" \
  'State: +Completed|device=cuda needs a GPU, and (training runs on CPUs where no Python here can import|XGBoost .* is built without CUDA)'
printf '%s' "$xgboost" | grep -q 'Completed' || left_out "no python3 here has an XGBoost with CUDA"

if [ "$failures" -gt 0 ]; then
  echo "$failures point(s) do not hold" >&2
  exit 1
fi
echo "all points hold"
