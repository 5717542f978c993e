# shellcheck shell=bash
# caudal-swarm run

run_usage() {
  cat <<'END'
usage: caudal-swarm run [OPTION...] [--] ARGUMENT OF caudal...

Runs `caudal ARGUMENT...` on all ranks of the stack, for example:

  caudal-swarm run describe /mnt/shared/Datos_Hidrometeorologicos.csv --column ValorObservado

Prints the job's result on standard output and everything else on standard error, on a terminal also how much has been
read, and returns the job's exit code.
Before it starts, every host must answer, sit in the stack's network, have the same program, and see the same file;
where only some nodes have the file, rank 0 is on one that does, and sends it to the others. `-` is standard input.
If a node is lost during the job, says which, waits until Swarm has settled, and starts again with what is there.

  --retries N        how often to start again after a loss (default: 2)
  --settle SECONDS   how long to wait for Swarm after a loss (default: 60)
  --timeout SECONDS  end the job after so long, all attempts together (default: never)
  --verbose          show what happens, and Open MPI's own messages
  --stack NAME       (default: caudal)
END
}

parse_run() {
  retries=2 settle_seconds=60 timeout_seconds=0 verbose=
  while [[ $# -gt 0 ]]; do
    case $1 in
      -h | --help) run_usage; exit 0 ;;
      --retries | --retries=*) option_value "$@"; retries=$value; shift "$used" ;;
      --settle | --settle=*) option_value "$@"; settle_seconds=$value; shift "$used" ;;
      --timeout | --timeout=*) option_value "$@"; timeout_seconds=$value; shift "$used" ;;
      --stack | --stack=*) option_value "$@"; stack=$value; shift "$used" ;;
      --verbose) verbose=yes; shift ;;
      --) shift; break ;;
      -*) die "$exit_usage" "run: unknown option $1; options of caudal come after its command" ;;
      *) break ;;
    esac
  done
  job=("$@")
  [[ ${#job[@]} -gt 0 ]] || die "$exit_usage" "run: say what to run, such as: describe /mnt/shared/FILE.csv --column C"
  # On a terminal one wants to see how far it is; the ranks don't know that there is one.
  if [[ -t 2 && ${job[0]} == describe && " ${job[*]} " != *" --progress "* && " ${job[*]} " != *" --no-progress "* ]]; then
    job=(describe --progress "${job[@]:1}")
  fi
  require_stack_name "$stack"
  require_number --retries "$retries" 0
  require_number --settle "$settle_seconds" 1
  require_number --timeout "$timeout_seconds" 0
}

detail() { [[ -z $verbose ]] || say "$*"; }

# The container of the launcher on the manager that we talk to.
find_launcher() {
  launcher=$(docker ps --quiet --filter "label=com.docker.swarm.service.name=${stack}_launcher" 2>&1) ||
    die "$exit_unavailable" "Docker doesn't answer: $(tail -n 1 <<<"$launcher")"
  launcher=$(tail -n 1 <<<"$launcher")
  [[ -n $launcher ]] ||
    die "$exit_unavailable" "no launcher of the stack \"$stack\" runs on this manager; is it drained, or the stack still starting?"
}

# Whether the job reads standard input, which can be read only once.
reads_standard_input() {
  local argument
  for argument in "${job[@]}"; do
    if [[ $argument == - ]]; then return 0; fi
  done
  return 1
}

# Ends the job in the launcher, if there is one. Docker doesn't tell a process in a container that its client is gone.
stop_job() {
  [[ -z ${id:-} ]] || docker exec "$launcher" /usr/local/lib/caudal/job stop "$id" || true
}

interrupted() {
  trap '' INT TERM HUP
  say "interrupted; ending the job"
  stop_job
  exit "$1"
}

# One attempt on the given hosts; its standard output is kept in $output until it is known to be the result.
attempt() {
  local hosts=$1 seconds=$2 code=0
  id=$(printf '%s-%(%s)T' "$$" -1)
  local -a exec=(docker exec --env "CAUDAL_VERBOSE=$verbose")
  # Shells give background processes no standard input of their own accord.
  if reads_standard_input; then
    exec+=(--interactive)
    exec 3<&0
  else
    exec 3</dev/null
  fi
  detail "${exec[*]} $launcher /usr/local/lib/caudal/job run $id $hosts $seconds ${job[*]}"
  # In the background, because a shell acts on signals only when the command in the foreground ends.
  "${exec[@]}" "$launcher" /usr/local/lib/caudal/job run "$id" "$hosts" "$seconds" "${job[@]}" <&3 >"$output" &
  client=$!
  wait "$client" || code=$?
  id=
  return "$code"
}

# Waits until Swarm has decided what is left: every task runs, answers and reaches the others, or has no node to run on.
# Sets `hosts`.
settle() {
  local deadline=$((SECONDS + settle_seconds)) tasks silent whole
  say "waiting for the service to settle, for $settle_seconds s at most"
  while :; do
    tasks=$(rank_tasks)
    hosts=$(running_hosts "$tasks")
    silent='' whole=
    if [[ -n $hosts ]]; then
      silent=$(docker exec "$launcher" /usr/local/lib/caudal/job reach "$hosts" 2>"$output") && whole=yes
    fi
    if [[ -n $whole && -z $silent ]] && ! in_motion "$tasks"; then break; fi
    [[ $SECONDS -lt $deadline ]] || { make_do; break; }
    sleep 1
  done
  say "starting again on $(nodes_of "$hosts")"
}

# When the time is up, those that answer will do, if they reach each other.
make_do() {
  hosts=$(tr , '\n' <<<"$hosts" | grep -vxF -- "$silent" | paste -s -d , -) || true
  [[ -n $hosts ]] || die "$exit_unavailable" "after $settle_seconds s no rank runs; caudal-swarm status shows why"
  [[ -n $whole ]] || die "$exit_unavailable" "after $settle_seconds s: $(sed 's/^caudal-swarm: //; q' "$output")"
}

# Whether a task is on its way to run. One without a suitable node is not.
in_motion() {
  awk -F '|' '$3 != "running" && !($3 == "pending" && $5 ~ /no suitable node/) {moving = 1} END {exit !moving}' <<<"$1"
}

nodes_of() { tr , '\n' <<<"$1" | cut -d = -f 2 | paste -s -d ' ' -; }

remaining_time() {
  if ((timeout_seconds == 0)); then
    echo 0
  else
    echo $((timeout_seconds - SECONDS > 0 ? timeout_seconds - SECONDS : 1))
  fi
}

# An exit code that docker, not the job, may have made up.
explain_end() {
  if (($1 < 125)) || [[ $(docker inspect --format '{{.State.Running}}' "$launcher" 2>/dev/null) == true ]]; then return 0; fi
  die "$exit_unavailable" "the launcher has ended during the job; has somebody taken the stack down?"
}

# Runs the job: again when the hosts have turned out not to be ready, and after a lost node as often as allowed.
run_job() {
  local hosts code lost=0 unready=0
  hosts=$(running_hosts "$(rank_tasks)")
  [[ -n $hosts ]] || die "$exit_unavailable" "no rank of the stack \"$stack\" runs; caudal-swarm status shows why"
  while :; do
    code=0
    attempt "$hosts" "$(remaining_time)" || code=$?
    case $code in
      "$exit_lost")
        lost=$((lost + 1))
        if reads_standard_input; then die "$exit_lost" "standard input can't be read again; start the job anew"; fi
        if ((lost > retries)); then die "$exit_lost" "gave up after $lost loss$( ((lost == 1)) || echo es) of nodes"; fi
        ;;
      "$exit_unready")
        unready=$((unready + 1))
        if ((unready > 3)); then die "$exit_unavailable" "the hosts don't get ready; see \"When it hangs\" in swarm/README.md"; fi
        ;;
      *)
        explain_end "$code"
        cat "$output"
        return "$code"
        ;;
    esac
    settle
  done
}

command_run() {
  parse_run "$@"
  SECONDS=0
  find_launcher
  output=$(mktemp)
  trap 'rm -f "$output"' EXIT
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM HUP
  run_job
}
