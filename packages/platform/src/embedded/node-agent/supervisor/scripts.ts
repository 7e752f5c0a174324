/**
 * The shell text that runs a pod, copied into each pod's folder: a server that is upgraded under a running pod leaves
 * the pod's copy alone. POSIX sh as dash, bash 3.2 and busybox understand it.
 */

const identity = `# identity PID: prints "PID MARK"; a later process with the same pid has another mark.
identity() {
  if [ -r "/proc/$1/stat" ]; then
    read -r stat <"/proc/$1/stat"
    read -r boot </proc/sys/kernel/random/boot_id
    set -- "$1" \${stat##*)}
    shift 20 2>/dev/null
    echo "\${stat%% *} $1@$boot"
  else
    echo "$1 $(LC_ALL=C ps -o lstart= -p "$1" | tr -s ' ' _)"
  fi
}
`;

const confine = `# confine FILE: bounds what this shell, and all that it becomes, can take of this machine. What cannot be set stays as it is.
#   group PARENT/NAME   makes the group NAME.COUNT, and means it in what follows
#   set FILE VALUE      join
#   lock, processes, files, size, core VALUE: limits of resources
confine() {
  [ -r "$1" ] || return 0
  file=$1
  set --
  while read -r what value; do
    [ "$what" != group ] || [ -d "$value.$count" ] || set -- "$@" "$value.$count"
  done <"$file"
  [ $# = 0 ] || mkdir "$@"
  while read -r what value; do
    case $what in
      group) group=$value.$count ;;
      set) echo "\${value#* }" >"$group/\${value%% *}" ;;
      join) echo $$ >"$group/cgroup.procs" ;;
      lock) command ulimit -x "$value" || command ulimit -w "$value" ;;
      processes) command ulimit -u "$value" || command ulimit -p "$value" ;;
      files) command ulimit -n "$value" ;;
      size) command ulimit -f "$value" ;;
      core) command ulimit -c "$value" ;;
    esac
  done <"$file"
} 2>/dev/null
`;

const launch = `# launch.sh NAME.COUNT ATTEMPT: becomes one container's program, after it has told who it is.
. ./identity.sh
ln -s "$(identity $$) $(date +%s)" "state/$1.run" 2>/dev/null || exit 125
[ ! -h "state/stop.$2" ] || exit 143
# When memory is short the kernel shall take this before the server.
{ echo 800 >"/proc/$$/oom_score_adj"; } 2>/dev/null
count=\${1##*.}
. ./confine.sh
confine "containers/\${1%.*}/limits"
. "./containers/\${1%.*}/command"
`;

const supervise = `# supervise.sh ATTEMPT RESTART-POLICY SECONDS-FOR-SIDECARS: runs one pod to its end, with or without its agent.
#
# Facts are symbolic links in state/ whose target is the fact: made in one step, never half, never twice, and they need
# no block of a full disk.
#   lock.ATTEMPT "PID MARK"         NAME.COUNT.run "PID MARK SECONDS"    stop.ATTEMPT "SECONDS"
#   done.ATTEMPT "SECONDS"          NAME.COUNT.end "CODE SECONDS [oom]"
# plan.ATTEMPT: words KIND:NAME.COUNT in order; kinds are init, sidecar, gated (a sidecar that holds up what follows
# until it is told to have started) and main.
# Orders are lines on ctl.ATTEMPT: start NAME.COUNT, started NAME, term NAME.COUNT SECONDS, stop SECONDS SECONDS.
attempt=$1 policy=$2 grace=$3
cd "$(dirname "$0")" || exit 1
umask 077
. ./identity.sh

# The lock is the last thing that may fail: an attempt that has it can be run.
mkfifo ".ctl.$$" && exec 3<>".ctl.$$" || exit 1
if ! ln -s "$(identity $$)" "state/lock.$attempt" 2>/dev/null; then
  rm -f ".ctl.$$"
  exit 0
fi
mv -f ".ctl.$$" "ctl.$attempt"
read -r plan <"plan.$attempt"
ownsession=$(command -v setsid)
alive= init= gate= open= sides= failed= stopping= winding=

fact() { [ -h "state/$1" ] || ln -s "$2" "state/$1"; }
told() { readlink "state/$1" 2>/dev/null; }
has() { case " $2 " in *" $1 "*) return 0 ;; esac; return 1; }
without() {
  gone=$1 kept=
  shift
  for other in "$@"; do [ "$other" = "$gone" ] || kept="$kept $other"; done
  echo "\${kept# }"
}
after() { (sleep "$1"; echo "$2" >&3) & }
oom_kills() { sed -n 's/^oom_kill //p' /proc/vmstat 2>/dev/null; }

launch() {
  alive="$alive $1"
  (
    {
      killed= oom= mark= lock= kills=0
      read -r mark <"containers/\${1%.*}/mark"
      [ ! -r "containers/\${1%.*}/limits" ] || read -r first lock <"containers/\${1%.*}/limits"
      has_groups "$1" || killed=$(oom_kills)
      [ -n "$ownsession" ] || set -m
      $ownsession sh ./launch.sh "$1" "$attempt" </dev/null 2>&1 3>&- &
      wait $!
      code=$?
      kill -KILL -- "-$!" 2>/dev/null
      if disband "$1"; then
        [ "$code" = 0 ] || [ "$kills" = 0 ] || { code=137 oom=oom; }
      else
        sweep
        [ "$code" != 137 ] || [ -z "$killed" ] || [ "$killed" = "$(oom_kills)" ] || oom=oom
      fi
      until fact ".$1.end" "$code $(date +%s) $oom"; do sleep 1; done
    } | { cat >>"containers/\${1%.*}/log" || cat >/dev/null; } 3>&-
    mv -f "state/.$1.end" "state/$1.end"
    echo "ended $1 $(told "$1.end")" >&3
  ) &
}

has_groups() {
  [ -r "containers/\${1%.*}/limits" ] || return 1
  while read -r word value; do [ "$word" != group ] || return 0; done <"containers/\${1%.*}/limits"
  return 1
}
# Ends all that is in the launch's control groups, whatever it did to its parents and sessions, counts in "kills" what the
# kernel killed there for want of memory, and removes the groups. False where it has none.
disband() {
  [ -r "containers/\${1%.*}/limits" ] || return 1
  what=$1
  set --
  while read -r word value; do
    [ "$word" != group ] || [ ! -d "$value.\${what##*.}" ] || set -- "$@" "$value.\${what##*.}"
  done <"containers/\${what%.*}/limits"
  [ $# != 0 ] || return 1
  for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    left=
    for group; do empty "$group" || left=1; done
    [ -n "$left" ] || break
    [ "$round" = 1 ] || sleep 0.1
  done
  for file in memory.events memory.oom_control; do
    for group; do
      [ ! -r "$group/$file" ] || while read -r word value; do
        [ "$word" != oom_kill ] || kills=$value
      done <"$group/$file"
    done
  done
  rmdir "$@" 2>/dev/null
  return 0
}
# True for a group in which nobody is. 0 stands for a process of another pid namespace, and would be our own group.
empty() {
  found=
  while read -r pid; do
    [ -n "$found" ] || { echo 0 >"$1/pids.max"; echo 1 >"$1/cgroup.kill"; }
    found=1
    [ "$pid" = 0 ] || kill -KILL "$pid"
  done <"$1/cgroup.procs"
  [ -z "$found" ]
} 2>/dev/null

# Who has the container's mark in its environment, or its number as a limit, belongs to it: a program that left its
# group without a sandbox, or a sandbox that lost its parent before it was tied to it.
sweep() {
  # An empty mark would be found in every process of this machine.
  case $mark in SLIPWAY_CONTAINER=?*/?*/) ;; *) return ;; esac
  if [ -d /proc/self ]; then
    for round in 1 2 3 4 5 6 7 8; do
      all=$(
        grep -lsF "$mark" /proc/[0-9]*/environ
        [ -z "$lock" ] || grep -ls "^Max file locks  *[0-9]*  *$lock " /proc/[0-9]*/limits
      )
      for found in $all; do
        found=\${found#/proc/}
        kill -KILL "\${found%/*}" 2>/dev/null
      done
      [ -n "$all" ] || break
    done
  else
    ps -axEww -o pid=,command= | grep -F "$mark" | grep -vF "grep -" |
      while read -r found rest; do kill -KILL "$found" 2>/dev/null; done
  fi
}

# A sandbox's first process, and the program: its only child. Nothing while the sandbox is being made.
sandbox() { sed -n 's/.*"child-pid": *\\([0-9]*\\).*/\\1/p' "containers/\${1%.*}/sandbox.\${1##*.}" 2>/dev/null; }
program() {
  inside=$(sandbox "$1")
  [ -z "$inside" ] || inside=$(cat "/proc/$inside/task/$inside/children" 2>/dev/null || pgrep -P "$inside")
  echo "\${inside%% *}"
}
terminate() {
  if [ -e "containers/\${1%.*}/sandboxed" ]; then
    target=$(program "$1")
    [ -n "$target" ] || after 0.2 "again $1"
  else
    target=$(told "$1.run")
  fi
  [ -z "$target" ] || kill -TERM "\${target%% *}" 2>/dev/null
}
destroy() {
  target=$(sandbox "$1")
  [ -z "$target" ] || kill -KILL "$target" 2>/dev/null
  set -- $(told "$1.run")
  [ -z "$1" ] || kill -KILL -- "-$1" 2>/dev/null || kill -KILL "$1" 2>/dev/null
}

# Starts what may start, ends what must end, and leaves when nothing is left.
settle() {
  [ -z "$stopping$failed" ] || plan= init= gate= open=
  while [ -n "$plan" ] && [ -z "$init$gate" ]; do
    next=\${plan%% *}
    plan=\${plan#"$next"}
    plan=\${plan# }
    what=\${next#*:}
    case $next in
      init:*) init=\${what%.*} ;;
      sidecar:*) sides="$sides \${what%.*}" ;;
      gated:*) sides="$sides \${what%.*}" gate=\${what%.*} ;;
    esac
    launch "$what"
  done
  [ -z "$plan$init$gate$open" ] || return
  last=
  for what in $alive; do
    has "\${what%.*}" "$sides" || return
    last=$what
  done
  [ -n "$last" ] || leave
  [ -n "$winding$stopping" ] || after "$grace" "kill all"
  [ "$winding" = "$last" ] || terminate "$last"
  winding=$last
}
leave() {
  until fact "done.$attempt" "$(date +%s)"; do sleep 1; done
  rm -f "ctl.$attempt"
  kill -KILL 0
}

ended() {
  alive=$(without "$1" $alive)
  if [ "\${1%.*}" = "$init" ]; then
    case $policy:$2 in *:0) init= ;; Never:*) failed=1 ;; esac
  else
    case $policy:$2 in Never:* | OnFailure:0) open=$(without "\${1%.*}" $open) ;; esac
  fi
}
start() {
  for other in $alive; do
    [ "\${other%.*}" != "\${1%.*}" ] || [ -h "state/$other.end" ] || return
  done
  [ -n "$stopping$failed$winding" ] || [ -h "state/$1.run" ] || launch "$1"
}
stop() {
  stopping=1
  fact "stop.$attempt" "$(date +%s)"
  for other in $alive; do has "\${other%.*}" "$sides" || terminate "$other"; done
  after "$1" "kill mains"
  after "$2" "kill all"
}
again() { has "$1" "$alive" && terminate "$1"; }
destroy_all() {
  for other in $alive; do
    case $1 in
      all | "$other") destroy "$other" ;;
      mains) has "\${other%.*}" "$sides" || destroy "$other" ;;
    esac
  done
}

# Without its folder nobody finds the pod any more, so it ends: what runs are the children of our waiting shells.
check_folder() {
  after 20 check
  [ ! -d state ] || return
  for found in $(ps -A -o pid=,ppid=,pgid= | awk -v own=$$ '
    { parent[$1] = $2; group[$1] = $3 }
    END { for (pid in parent) if (group[parent[pid]] == own && group[pid] != own) print pid }'); do
    kill -KILL -- "-$found" 2>/dev/null || kill -KILL "$found" 2>/dev/null
  done
  kill -KILL 0
}

for what in $plan; do
  case $what in main:*) what=\${what#*:} open="\${open:+$open }\${what%.*}" ;; esac
done
after 20 check
settle
while read -r order what rest <&3; do
  case $order in
    ended) ended "$what" "\${rest%% *}" ;;
    start) start "$what" ;;
    started) [ "$gate" != "$what" ] || gate= ;;
    term) terminate "$what"; after "$rest" "kill $what" ;;
    stop) stop "$what" "$rest" ;;
    kill) destroy_all "$what" ;;
    check) check_folder ;;
    again) again "$what" ;;
  esac
  settle
done
`;

/** File name to text. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  "identity.sh": identity,
  "confine.sh": confine,
  "launch.sh": launch,
  "supervise.sh": supervise,
};
