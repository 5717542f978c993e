# shellcheck shell=bash
# What the cases of swarm/test share.

# check_case NAME FUNCTION: the function's output is shown if it fails, and its remark if it doesn't.
check_case() {
  local code=0 start=$SECONDS
  [[ $1 =~ $pattern ]] || return 0
  : >"$work/remark"
  # Not in a condition, where bash would ignore errors within the function.
  set +e
  (
    set -e
    trap - EXIT
    "$2"
  ) >"$work/log" 2>&1
  code=$?
  set -e
  if [[ $code -eq 0 ]]; then
    echo "ok    $1 ($((SECONDS - start)) s$(cat "$work/remark"))"
    passed=$((passed + 1))
  else
    echo "FAIL  $1 ($((SECONDS - start)) s)"
    sed 's/^/      /' "$work/log"
    failed=$((failed + 1))
  fi
}

remark() { printf '; %s' "$*" >>"$work/remark"; }

fail() {
  echo "$*"
  return 1
}

# expect WHAT IS WANTED
expect() { [[ $2 == "$3" ]] || fail "$1: \"$2\", not \"$3\""; }

# node WORD...: the program that pulls plugs
node() { "$CAUDAL_SWARM_NODE" "$@"; }
on() {
  local name=$1
  shift
  docker --host "$(node host "$name")" "$@"
}

require_tools() {
  local program
  for program in docker jq ssh-keygen python3 curl "$caudal" "${CAUDAL_SWARM_NODE:-}"; do
    command -v "$program" >/dev/null || {
      echo "swarm/test: ${program:-CAUDAL_SWARM_NODE} is missing; the head of this script says what is needed" >&2
      exit 1
    }
  done
  [[ -n ${DOCKER_HOST:-} ]] || { echo "swarm/test: DOCKER_HOST must name the manager" >&2; exit 1; }
  local role
  mapfile -t all_nodes < <(docker node ls --format '{{.Hostname}}' | sort)
  [[ ${#all_nodes[@]} -eq 3 ]] || { echo "swarm/test: needs a Swarm of three nodes, not ${#all_nodes[@]}" >&2; exit 1; }
  workers=()
  for role in "${all_nodes[@]}"; do
    [[ $(docker node inspect --format '{{.Spec.Role}}' "$role") != worker ]] || workers+=("$role")
  done
  [[ ${#workers[@]} -eq 2 ]] || { echo "swarm/test: needs one manager and two workers" >&2; exit 1; }
}

# Files in the shared directory, in a directory of their own.
prepare_files() {
  folder=$(node shared)/caudal-test
  mkdir -p "$folder/results"
  chown 1000:1000 "$folder/results"
  cp Tests/Fixtures/$sample "$folder/"
  prepare_slow_job
  cp "$folder/$sample" "$folder/unreadable.csv"
  chown root:root "$folder/unreadable.csv"
  chmod 600 "$folder/unreadable.csv"
  "$caudal" describe "$folder/slow.csv" --column "$column" --format json >"$work/slow.json"
  "$caudal" describe "$folder/$sample" --column "$column" --format json >"$work/sample.json"
}

# A job that takes three ranks on two processors ten seconds, whatever the machine: with --chunk-bytes 1 every byte
# is read by itself, which makes even a small file slow.
prepare_slow_job() {
  local rows=20000 file=$folder/slow.csv options=(--column "$column" --format json --threads 1 --chunk-bytes 1) before
  python3 Tests/Fixtures/generate_sample.py --rows "$rows" --output "$file" >/dev/null
  before=${EPOCHREALTIME/./}
  "$caudal" describe "$file" "${options[@]}" >/dev/null
  rows=$((rows * 20000000 / (${EPOCHREALTIME/./} - before)))
  python3 Tests/Fixtures/generate_sample.py --rows "$rows" --output "$file" >/dev/null
  slow=(describe /mnt/shared/slow.csv "${options[@]}")
}

clean_up() {
  local name
  # Whatever a failed case has left as it was.
  for name in "${workers[@]}"; do
    node join "$name" || true
    node revive "$name" || true
    docker node demote "$name" >/dev/null 2>&1 || true
  done
  $swarm down >/dev/null 2>&1 || true
  rm -rf "$work" "$folder"
}

up() { $swarm up --shared /mnt/shared/caudal-test --subnet 10.116.0.0/24 --image "$CAUDAL_IMAGE" "$@"; }

# Runs caudal-swarm; leaves $code, $work/out and $work/err.
swarm_run() {
  code=0
  $swarm run "$@" >"$work/out" 2>"$work/err" || code=$?
}

# expect_failure CODE PATTERN ARGUMENT...: this exit code, nothing on standard output, one line of error that matches
expect_failure() {
  local wanted=$1 text=$2
  shift 2
  swarm_run "$@"
  cat "$work/err"
  expect "exit code" "$code" "$wanted"
  expect "bytes on standard output" "$(wc -c <"$work/out")" 0
  expect "lines on standard error" "$(wc -l <"$work/err")" 1
  grep -qE -- "$text" "$work/err" || fail "no \"$text\" in the message"
}

# same_json A B: the same numbers to the last bit; only the way of running and the path differ
same_json() {
  jq 'del(.run, .input.files)' "$1" >"$work/a"
  jq 'del(.run, .input.files)' "$2" >"$work/b"
  [[ -s $work/a ]] || fail "no result"
  diff "$work/a" "$work/b"
}

hosts_of() { jq -r '.run.hosts | sort | join(" ")' "$1"; }

# The container of a service on a node.
container() { on "$2" ps --quiet --filter "label=com.docker.swarm.service.name=${stack}_$1" | head -n 1; }

# What runs in the stack's containers on a node, besides ssh servers that wait.
processes() {
  local id
  for id in $(on "$1" ps --quiet --filter "label=com.docker.stack.namespace=$stack"); do
    on "$1" top "$id" -o pid,args
  done | grep -E 'mpirun|orted|caudal describe' || true
}

no_process_left() {
  local name left
  for name in "${all_nodes[@]}"; do
    left=$(processes "$name")
    [[ -z $left ]] || fail "left on $name: $left"
  done
}

# wait_for SECONDS COMMAND...
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    # Not by errexit alone, which doesn't hold where the caller looks at the outcome.
    [[ $SECONDS -lt $deadline ]] || { fail "not within the time: $*"; return 1; }
    sleep 0.2
  done
}

ranks_running() { [[ $(docker service ps --filter desired-state=running --format '{{.CurrentState}}' "${stack}_ranks" | grep -c '^Running') -eq $1 ]]; }
works_on() { processes "$1" | grep -q 'caudal describe'; }
