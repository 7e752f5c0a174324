#!/bin/sh
# supervise.sh ATTEMPT RESTART-POLICY SECONDS-FOR-SIDECARS: runs one pod to its end, with or without its agent.
#
# Facts are entries of state/, made in one step, never half, that need no block of a full disk and, but for the lock, no
# process: empty files with the fact behind the name. When they were made says when it happened.
#   "NAME.COUNT.run PID MARK"   "NAME.COUNT.end CODE [oom|lost]"   "stop.ATTEMPT"   "done.ATTEMPT"
# The lock cannot be made twice: a symbolic link lock.ATTEMPT to "PID MARK". Facts of the agent's are such links as well.
# plan.ATTEMPT: words KIND:NAME.COUNT in order; kinds are init, sidecar, gated (a sidecar that holds up what follows until
# it is told to have started) and main. What an "asked-" before the kind marks is done by the agent: it is asked by
# "NAME.COUNT.run asked", told to come to its end by "NAME.COUNT.term", to break off by "NAME.COUNT.kill", and orders "ended".
# "engine-" marks what the agent has a container engine run, by the same words but for "NAME.COUNT.run engine".
# Orders are lines on ctl.ATTEMPT: start NAME.COUNT, started NAME, term NAME.COUNT SECONDS, stop SECONDS SECONDS,
# ended NAME.COUNT CODE.
# A file "users" with two numbers: the pod's own first user, and how many it has.
#
# -ef is in every shell that has namespaces to compare; a pipe is opened for both sides; pgrep sees no environment.
# shellcheck disable=SC2009,SC2015,SC2094,SC3013
attempt=$1 policy=$2 grace=$3
cd "${0%/*}" || exit 1
[ ! -h "state/lock.$attempt" ] || exit 0
umask 077
. ./identity.sh

read -r plan <"plan.$attempt"
alive='' waiters='' init='' gate='' open='' sides='' asked='' engine='' failed='' stopping='' winding='' ownsession=''
command -v setsid >/dev/null && ownsession=setsid
# Programs of other users may open their output again; the pod's folder itself is closed to them.
set -- "ctl.$attempt"
for word in $plan; do
  name=${word#*:} name=${name%.*}
  case $word in
    asked-*) asked="$asked $name" ;;
    engine-*) engine="$engine $name" ;;
    *) set -- "$@" "containers/$name/out" ;;
  esac
done
mkfifo -m 622 "$@" 2>/dev/null
[ -p "ctl.$attempt" ] || exit 1
exec 3<>"ctl.$attempt" || exit 1

# A namespace in which the pod's first user is root, on descriptor 5 for all that is started: who is root may map more than
# one user. Its first process is the clock of the first look at the folder as well.
if [ -r users ] && read -r first ids <users; then
  unshare --user sh -c 'sleep 20; echo check >&3' &
  clock=$!
else
  (sleep 20; echo check >&3) &
  clock=$! first=''
fi

# The lock is the last thing that may fail: an attempt that has it can be run.
identify $$
# shellcheck disable=SC2154
if ! ln -s "$identity" "state/lock.$attempt" 2>/dev/null; then
  # With its clock.
  kill -KILL 0
fi
if [ -n "$first" ]; then
  while [ "/proc/$clock/ns/user" -ef /proc/self/ns/user ]; do :; done
  for map in uid_map gid_map; do
    { echo "0 $first $ids" >"/proc/$clock/$map"; } 2>/dev/null || first=''
  done
  # Where it cannot be had each launch tries by itself, and says why it cannot.
  if [ -n "$first" ]; then exec 5<"/proc/$clock/ns/user"; else (sleep 20; echo check >&3) & fi
fi
users=$first

fact() { true 2>/dev/null >"state/$1"; }
# Whether there is such a fact; then "told" is what it says.
is_told() {
  for found in "state/$1 "*; do
    [ ! -e "$found" ] || { told=${found#"state/$1 "}; return 0; }
  done
  told=
  [ -e "state/$1" ] || [ -h "state/$1" ] || return 1
  told=$(readlink "state/$1")
  return 0
}
has() { case " $2 " in *" $1 "*) return 0 ;; esac; return 1; }
# without WORD WORD...: "kept" is the other words.
without() {
  gone=$1 kept=
  shift
  for other; do [ "$other" = "$gone" ] || kept="$kept $other"; done
  kept=${kept# }
}
after() { (sleep "$1"; echo "$2" >&3) & }
# Sets "kills" to how often the kernel has killed for want of memory.
oom_kills() {
  kills=
  while read -r word value; do [ "$word" != oom_kill ] || kills=$value; done </proc/vmstat
} 2>/dev/null

launch() {
  alive="$alive $1"
  if has "${1%.*}" "$asked"; then
    until fact "$1.run asked"; do sleep 1; done
    return
  elif has "${1%.*}" "$engine"; then
    until fact "$1.run engine"; do sleep 1; done
    return
  fi
  (
    at=containers/${1%.*}
    [ -p "$at/out" ] || mkfifo -m 622 "$at/out"
    # For both at first: a pipe is opened for one when somebody is at its other end.
    if ! [ -p "$at/out" ] || ! command exec 4<>"$at/out" 6<"$at/out" 7>"$at/out"; then
      echo "ended $1 125" >&3
      exit
    fi
    killed='' oom='' mark='' lock='' kills=0
    read -r mark <"$at/mark"
    [ ! -r "$at/limits" ] || read -r first lock <"$at/limits"
    has_groups "$1" || { oom_kills; killed=$kills kills=0; }
    # On a full disk the rest of the log is lost, and the program goes on.
    tee -a "$at/log" <&6 >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- &
    log=$!
    [ -n "$ownsession" ] || set -m
    $ownsession sh ./launch.sh "$1" "$attempt" "$users" </dev/null >&7 2>&1 3>&- 4>&- 6>&- 7>&- &
    program=$!
    exec 4>&- 6>&- 7>&-
    wait "$program"
    code=$?
    kill -KILL -- "-$program" 2>/dev/null
    if disband "$1"; then
      [ "$code" = 0 ] || [ "$kills" = 0 ] || { code=137 oom=oom; }
    else
      # All of a sandbox ends with its first process, unless that was killed before it was tied to it.
      [ -e "$at/sandboxed" ] && [ ! -e "$at/probed" ] && [ "$code" -lt 128 ] || sweep "$mark" "$lock"
      [ "$code" != 137 ] || [ -z "$killed" ] || { oom_kills; [ "$killed" = "$kills" ] || oom=oom; }
    fi
    wait "$log"
    echo "ended $1 $code $oom" >&3
  ) &
  waiters="$waiters $1=$!"
}

has_groups() {
  [ -r "containers/${1%.*}/limits" ] || return 1
  while read -r word value; do [ "$word" != group ] || return 0; done <"containers/${1%.*}/limits"
  return 1
}
# Ends all that is in the launch's control groups, whatever it did to its parents and sessions, counts in "kills" what the
# kernel killed there for want of memory, and removes the groups. False where it has none.
disband() {
  [ -r "containers/${1%.*}/limits" ] || return 1
  what=$1
  set --
  while read -r word value; do
    [ "$word" != group ] || [ ! -d "$value.${what##*.}" ] || set -- "$@" "$value.${what##*.}"
  done <"containers/${what%.*}/limits"
  [ $# != 0 ] || return 1
  # Who is just ending has mostly ended at the next look.
  round=0
  while [ "$round" -lt 80 ]; do
    round=$((round + 1)) left=
    for group; do empty "$group" || left=1; done
    [ -n "$left" ] || break
    [ "$round" -lt 60 ] || sleep 0.1
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

# sweep MARK NUMBER: who has the container's mark in its environment, or its number as a limit, belongs to it: a program that
# left its group without a sandbox, or a sandbox that lost its parent before it was tied to it.
sweep() {
  # An empty mark would be found in every process of this machine.
  case $1 in SLIPWAY_CONTAINER=?*/?*/) ;; *) return ;; esac
  if [ -d /proc/self ]; then
    for round in 1 2 3 4 5 6 7 8; do
      all=$(
        grep -lsF "$1" /proc/[0-9]*/environ
        [ -z "$2" ] || grep -ls "^Max file locks  *[0-9]*  *$2 " /proc/[0-9]*/limits
      )
      for found in $all; do
        found=${found#/proc/}
        kill -KILL "${found%/*}" 2>/dev/null
      done
      [ -n "$all" ] || break
    done
  else
    ps -axEww -o pid=,command= | grep -F "$1" | grep -vF "grep -" |
      while read -r found rest; do kill -KILL "$found" 2>/dev/null; done
  fi
}

# A sandbox's first process, and the program: its only child. Nothing while the sandbox is being made.
sandbox() { sed -n 's/.*"child-pid": *\([0-9]*\).*/\1/p' "containers/${1%.*}/sandbox.${1##*.}" 2>/dev/null; }
program() {
  inside=$(sandbox "$1")
  [ -z "$inside" ] || inside=$(cat "/proc/$inside/task/$inside/children" 2>/dev/null || pgrep -P "$inside")
  echo "${inside%% *}"
}
terminate() {
  if has "${1%.*}" "$asked $engine"; then
    until fact "$1.term"; do sleep 1; done
    return
  fi
  if [ -e "containers/${1%.*}/sandboxed" ]; then
    target=$(program "$1")
    [ -n "$target" ] || after 0.2 "again $1"
  else
    is_told "$1.run"
    target=$told
  fi
  [ -z "$target" ] || kill -TERM "${target%% *}" 2>/dev/null
}
destroy() {
  if has "${1%.*}" "$asked $engine"; then
    until fact "$1.kill"; do sleep 1; done
    return
  fi
  target=$(sandbox "$1")
  [ -z "$target" ] || kill -KILL "$target" 2>/dev/null
  is_told "$1.run"
  [ -z "$told" ] || kill -KILL -- "-${told%% *}" 2>/dev/null || kill -KILL "${told%% *}" 2>/dev/null
}

# Starts what may start, ends what must end, and leaves when nothing is left.
settle() {
  [ -z "$stopping$failed" ] || plan='' init='' gate='' open=''
  while [ -n "$plan" ] && [ -z "$init$gate" ]; do
    next=${plan%% *}
    plan=${plan#"$next"}
    plan=${plan# }
    what=${next#*:}
    next=${next#asked-}
    case ${next#engine-} in
      init:*) init=${what%.*} ;;
      sidecar:*) sides="$sides ${what%.*}" ;;
      gated:*) sides="$sides ${what%.*}" gate=${what%.*} ;;
    esac
    launch "$what"
  done
  [ -z "$plan$init$gate$open" ] || return
  last=
  for what in $alive; do
    has "${what%.*}" "$sides" || return
    last=$what
  done
  [ -n "$last" ] || leave
  # An agent that is away shall find its part to do when it comes back.
  [ -n "$winding$stopping" ] || has "${last%.*}" "$asked" || after "$grace" "kill all"
  [ "$winding" = "$last" ] || terminate "$last"
  winding=$last
}
leave() {
  until fact "done.$attempt"; do sleep 1; done
  kill -KILL 0
}

ended() {
  has "$1" "$alive" || return
  fact "$1.end $2${3:+ $3}" || { after 1 "ended $*"; return; }
  # shellcheck disable=SC2086
  without "$1" $alive
  alive=$kept
  if [ "${1%.*}" = "$init" ]; then
    case $policy:$2 in *:0) init='' ;; Never:*) failed=1 ;; esac
  else
    case $policy:$2 in
      Never:* | OnFailure:0)
        # shellcheck disable=SC2086
        without "${1%.*}" $open
        open=$kept
        ;;
    esac
  fi
}
# Ends what nobody waits for any more: somebody killed the shell that did, and with it what would have told of the end.
look_for_waiters() {
  for pair in $waiters; do
    kill -0 "${pair#*=}" 2>/dev/null && continue
    # shellcheck disable=SC2086
    without "$pair" $waiters
    waiters=$kept lost=${pair%=*}
    has "$lost" "$alive" || continue
    destroy "$lost"
    disband "$lost" || {
      mark='' lock=''
      read -r mark <"containers/${lost%.*}/mark"
      [ ! -r "containers/${lost%.*}/limits" ] || read -r first lock <"containers/${lost%.*}/limits"
      sweep "$mark" "$lock"
    }
    # What it told before it went is on its way, and counts.
    echo "ended $lost 137 lost" >&3
  done
}
start() {
  for other in $alive; do [ "${other%.*}" != "${1%.*}" ] || return; done
  [ -n "$stopping$failed$winding" ] || is_told "$1.run" || launch "$1"
}
stop() {
  stopping=1
  is_told "stop.$attempt" || fact "stop.$attempt"
  for other in $alive; do has "${other%.*}" "$sides" || terminate "$other"; done
  after "$1" "kill mains"
  after "$2" "kill all"
}
again() { has "$1" "$alive" && terminate "$1"; }
destroy_all() {
  for other in $alive; do
    case $1 in
      all | "$other") destroy "$other" ;;
      mains) has "${other%.*}" "$sides" || destroy "$other" ;;
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
  case $what in main:* | asked-main:* | engine-main:*) what=${what#*:} open="${open:+$open }${what%.*}" ;; esac
done
settle
# The rest of "ended" is a code and perhaps a word.
# shellcheck disable=SC2086
while read -r order what rest <&3; do
  case $order in
    ended) ended "$what" $rest ;;
    start) start "$what" ;;
    started) [ "$gate" != "$what" ] || gate= ;;
    term) terminate "$what"; after "$rest" "kill $what" ;;
    stop) stop "$what" "$rest" ;;
    kill) destroy_all "$what" ;;
    check) check_folder; look_for_waiters ;;
    again) again "$what" ;;
  esac
  settle
done
