# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # some variables are those of hostfiles/test and the other files here
# What the cases of hostfiles/test share.

# check_case NAME FUNCTION: the function's output is shown if it fails.
check_case() {
  local code=0 start=$SECONDS
  [[ $1 =~ $pattern ]] || return 0
  # Not in a condition, where bash would ignore errors within the function.
  set +e
  (
    set -e
    "$2"
  ) >"$work/log" 2>&1
  code=$?
  set -e
  if [[ $code -eq 0 ]]; then
    echo "ok    $1 ($((SECONDS - start)) s)"
    passed=$((passed + 1))
  else
    echo "FAIL  $1 ($((SECONDS - start)) s)"
    sed 's/^/      /' "$work/log"
    failed=$((failed + 1))
  fi
}

fail() {
  echo "$*"
  return 1
}

# expect WHAT IS WANTED
expect() { [[ $2 == "$3" ]] || fail "$1: \"$2\", not \"$3\""; }

# expect_line FILE PATTERN: this line is Caudal's only one; mpirun and srun have remarks of their own
expect_line() {
  cat "$1"
  expect "lines of Caudal" "$(grep -c '^caudal: ' "$1")" 1
  grep -qE -- "^caudal: .*$2" "$1" || fail "no \"$2\" in the message"
}

expect_no_file() { [[ ! -e $1 ]] || fail "$1 is there"; }

# wait_for SECONDS COMMAND...
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    if [[ $SECONDS -ge $deadline ]]; then
      echo "not within the time: $*"
      return 1
    fi
    sleep 0.2
  done
}

# What the jobs read, and what they are compared with.
prepare_files() {
  local copy
  # The jobs make their files where they are submitted.
  mkdir "$work/jobs"
  for copy in {1..150}; do
    # The header first, and once.
    if [[ $copy -eq 1 ]]; then cat "$sample"; else tail -n +2 "$sample"; fi
  done >"$work/long.csv"
  "$caudal" describe "$sample" --column "$column" --format json >"$work/direct.json"
  export CAUDAL=$caudal
  # The tests' user may be root, and their ranks are more than this machine has cores.
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_mpi_yield_when_idle=1
}

# By these options every byte is read by itself. The long file takes half a minute then.
readonly slow=(--threads 1 --chunk-bytes 1)

# A name of its own for the long file, by which the processes of a job are found.
long_file() {
  ln -f "$work/long.csv" "$work/$1.csv"
  echo "$work/$1.csv"
}

# The processes that work on a file.
working_on() { pgrep --full -- "caudal describe $1"; }
ranks_of() { pgrep --full -- "^$caudal describe $1"; }
# ranks_work_on COUNT FILE
ranks_work_on() { [[ $(ranks_of "$2" | wc -l) -eq $1 ]]; }
no_process_left() { ! working_on "$1" || fail "processes are left"; }

# same_json FILE RANKS HOSTS: the same numbers to the last bit; only the way of running differs
same_json() {
  [[ -s $1 ]] || fail "no result"
  jq 'del(.run)' "$1" >"$work/a"
  jq 'del(.run)' "$work/direct.json" >"$work/b"
  diff "$work/a" "$work/b"
  expect ranks "$(jq .run.ranks "$1")" "$2"
  expect hosts "$(jq -r '.run.hosts | sort | join(" ")' "$1")" "$3"
}
