# shellcheck shell=sh
# identify PID: sets "identity" to "PID MARK"; a later process with the same pid has another mark. Starts no process.
identify() {
  if [ -r "/proc/$1/stat" ]; then
    read -r stat <"/proc/$1/stat"
    read -r boot </proc/sys/kernel/random/boot_id
    # The program's name stands in parentheses and may hold anything; the words are meant to fall apart.
    # shellcheck disable=SC2086
    set -- "$1" ${stat##*)}
    shift 20 2>/dev/null
    identity="${stat%% *} $1@$boot"
  else
    # shellcheck disable=SC2034
    identity="$1 $(LC_ALL=C ps -o lstart= -p "$1" | tr -s ' ' _)"
  fi
}
