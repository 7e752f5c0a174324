# shellcheck shell=sh
# probe.sh ML AT ARGUMENTS...: the program of the jobs in this folder, run by busybox. Writes what it finds of the place it
# runs in, a line a fact ("NAME<tab>VALUE", line ends in values as \n), then does a small job with its data.
# ML: where /opt/ml is. AT: a folder with what the entry kept of its own process.
# shellcheck disable=SC2002,SC3037
ml=$1 at=$2
shift 2
bb() { "$at/busybox" "$@"; }
say() { printf '%s\t%s\n' "$1" "$(printf '%s' "$2" | bb awk '{ printf "%s%s", end, $0; end = "\\n" }')"; }
words() { bb sort | bb tr '\n' ' ' | bb sed 's/ *$//'; }
field() { bb sed -n "s/^$2:[[:space:]]*//p" "$1"; }

config=$ml/input/config
[ -e "$config/resourceconfig.json" ] || config=$ml/config
me=$(bb sed -n 's/.*"current_host":"\([^"]*\)".*/\1/p' "$config/resourceconfig.json")
address() {
  bb awk -v name="$1" '$2 == name { print $1; exit }' /etc/hosts | bb grep . ||
    printf '%s' "$SLIPWAY_HOSTS" | bb sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

process() {
  say folder "$PWD"
  say arguments "$(for word; do printf '[%s]' "$word"; done)"
  bb tr '\n\0' '\001\n' <"$at/environ" | bb sort | while IFS= read -r line; do
    say "env ${line%%=*}" "$(printf '%s' "${line#*=}" | bb tr '\001' '\n')"
  done
  say user "$(field "$at/status" Uid) $(field "$at/status" Gid)"
  say groups "$(field "$at/status" Groups | words)"
  say umask "$(umask)"
  # As its kind is written by ls; without the file and the folder of the listing itself.
  say "open files" "$(bb awk 'NF > 8 && !/^[-d]/ { print $NF ":" substr($1, 1, 1) }' "$at/open" | words)"
  say output "$([ -p /dev/stdout ] && [ -p /dev/stderr ] && echo pipes)"
  say "signals blocked" "$(field "$at/status" SigBlk)"
  # But for SIGQUIT, which busybox's own shell ignores.
  say "signals ignored" "$(bb printf '%016x' $((0x$(field "$at/status" SigIgn) & ~4)))"
  bb sed 1d "$at/limits" | while IFS= read -r line; do
    say "limit ${line%%  *}" "$(printf '%s' "${line#*  }" | bb awk '{ print $1, $2 }')"
  done
  for name in CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Seccomp; do say "$name" "$(field "$at/status" $name)"; done
  say oom_score_adj "$(cat "$at/oom_score_adj")"
  say nice "$(bb awk '{ print $19 }' "/proc/$$/stat")"
}

tree() {
  (cd "$ml" && bb find . -exec "$at/busybox" stat -c '%n	%F %a %u:%g' {} +) | bb sort | while IFS= read -r line; do
    say "file ${line%%	*}" "${line#*	}"
  done
  for file in "$config"/*.json; do
    say "content ${file##*/}" "$(bb sed 's/,"network_interface_name":"[^"]*"//' "$file")"
  done
  say "told interface" "$(bb sed -n 's/.*"network_interface_name":"\([^"]*\)".*/\1/p' "$config/resourceconfig.json")"
}

machine() {
  say hostname "$(bb hostname)"
  say "hosts file" "$(bb sed 's/[[:space:]]\{1,\}/ /g' /etc/hosts | bb grep -v '^#')"
  say "resolver file" "$(cat /etc/resolv.conf)"
  say "passwd line" "$(bb awk -F: -v user="$(bb id -u)" '$3 == user' /etc/passwd)"
  say "zone" "$(bb date +%Z%z)"
  say "processors" "$(bb nproc)"
  say "memory" "$(bb awk '/^MemTotal/ { print $2 }' /proc/meminfo)"
  for file in memory.max cpu.max pids.max memory/memory.limit_in_bytes cpu/cpu.cfs_quota_us pids/pids.max; do
    [ ! -r "/sys/fs/cgroup/$file" ] || say "group $file" "$(cat "/sys/fs/cgroup/$file")"
  done
  say "group" "$(cat /proc/self/cgroup)"
  say "interfaces" "$(bb sed -n 's/^ *\([^ :]*\):.*/\1/p' /proc/net/dev | words)"
  say "first process" "$(cat /proc/1/comm)"
  say "processes" "$(cat /proc/[0-9]*/comm 2>/dev/null | bb sort -u | words)"
  say "devices" "$(bb ls /dev | words)"
  say "shared memory" "$(bb df -k /dev/shm | bb awk 'END { print $2 }')"
  say "mounts" "$(bb awk '{ print $5 ":" $6 }' /proc/self/mountinfo | bb sort)"
  say "temporary folder" "$(bb stat -c '%a %u:%g' /tmp) $(executes /tmp)"
  for folder in / /tmp /var/tmp /dev /dev/shm /run /etc /usr /var /home /mnt /srv /opt \
    "$ml" "$ml/input" "$ml/input/data" "$ml/input/config" "$ml/model" "$ml/output" "$ml/output/data" "$ml/code" "$ml/checkpoints" /proc/sys/kernel /sys/kernel; do
    case $folder in
      "$ml"*) say "write /opt/ml${folder#"$ml"}" "$(writes "$folder")" ;;
      *) say "write $folder" "$(writes "$folder")" ;;
    esac
  done
  say "write home" "$(writes "${HOME:-/}")"
  say "write descriptor" "$( (echo >/dev/stdout) >/dev/null 2>&1 && echo yes)"
}
writes() {
  if ! [ -d "$1" ]; then echo absent
  elif (: >"$1/.slipway-probe-$$") 2>/dev/null; then rm "$1/.slipway-probe-$$" && echo yes
  else echo no; fi
}
executes() {
  echo '#!/bin/sh' >"$1/.slipway-probe-$$" && bb chmod 700 "$1/.slipway-probe-$$" && "$1/.slipway-probe-$$" && echo executes
  rm "$1/.slipway-probe-$$"
}

seen() {
  process "$@"
  tree
  machine
}

# A line for the data of each channel.
sums() (
  cd "$ml/input/data" || exit
  for channel in train sharded fast packed piped; do
    case $channel in
      piped) cat piped_0 ;;
      *) bb find "$channel" -type f | bb sort | while read -r file; do cat "$file"; done ;;
    esac | bb sha256sum | bb sed "s/ .*/ $channel/"
  done
)
# The first host hears what the other has, at a port that no other run of this machine is likely to have.
port() { address algo-1 | bb awk -F. '{ print 10000 + ($3 * 256 + $4) % 20000 }'; }
train() {
  seen "$@" >"$ml/output/data/$me"
  sums >"$ml/model/$me"
  cat "$ml/checkpoints/step" >"$ml/model/resumed-$me"
  echo 4 >"$ml/checkpoints/step-$me"
  cp "$config/hyperparameters.json" "$ml/model/hyperparameters-$me"
  if [ "$me" = algo-1 ]; then
    bb nc -l -p "$(port)" >"$ml/model/heard" || exit
    echo "loss=$(bb wc -c <"$ml/model/heard").5;"
  else
    for _ in $(bb seq 300); do
      ! bb nc -w 5 "$(address algo-1)" "$(port)" <"$ml/model/$me" 2>/dev/null || exit 0
      sleep 0.2
    done
    exit 1
  fi
}
run() {
  out=$ml/processing/out
  bb find "$ml/processing/in" -type f | bb sort | while read -r file; do cat "$file"; done >"$out/joined"
  seen "$@" >"$out/seen"
  echo "joined $(bb wc -c <"$out/joined") bytes" >"$ml/output/message"
}

if [ -d "$ml/processing" ]; then
  run "$@"
elif [ -d "$ml/input/data/code" ]; then
  train "$@"
else
  seen "$@" >"$ml/output/data/seen"
  cp "$config/hyperparameters.json" "$ml/model"
fi
