# shellcheck shell=sh
# confine FILE: bounds what this shell, and all that it becomes, can take of this machine. What cannot be set stays as it is.
#   group PARENT/NAME   makes the group NAME.COUNT, and means it in what follows
#   set FILE VALUE      join
#   lock, processes, files, size, core VALUE: limits of resources
# "count" is the launch's. Which letters a limit has is each shell's own affair.
# shellcheck disable=SC2154,SC3045
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
      set) echo "${value#* }" >"$group/${value%% *}" ;;
      join) echo $$ >"$group/cgroup.procs" ;;
      lock) command ulimit -x "$value" || command ulimit -w "$value" ;;
      processes) command ulimit -u "$value" || command ulimit -p "$value" ;;
      files) command ulimit -n "$value" ;;
      size) command ulimit -f "$value" ;;
      core) command ulimit -c "$value" ;;
    esac
  done <"$file"
} 2>/dev/null
