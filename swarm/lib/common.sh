# shellcheck shell=bash
# What all commands of caudal-swarm share.

readonly exit_usage=64 exit_unavailable=69 exit_lost=75 exit_unready=76

stack=${CAUDAL_STACK:-caudal}

say() { printf 'caudal-swarm: %s\n' "$*" >&2; }

# die CODE MESSAGE
die() {
  say "$2"
  exit "$1"
}

# The value of an option that is given as `--option VALUE` or `--option=VALUE`: sets `value`, and `used` to how many
# arguments that took.
option_value() {
  if [[ $1 == *=* ]]; then
    value=${1#*=} used=1
  elif [[ $# -ge 2 ]]; then
    value=$2 used=2
  else
    die "$exit_usage" "$1 needs a value"
  fi
}

# require_number OPTION VALUE MINIMUM
require_number() {
  [[ $2 =~ ^[0-9]{1,9}$ && $((10#$2)) -ge $3 ]] || die "$exit_usage" "$1 must be a number of at least $3, not \"$2\""
}

require_stack_name() {
  [[ $1 =~ ^[a-z0-9][a-z0-9_-]{0,40}$ ]] ||
    die "$exit_usage" "\"$1\" is no name for a stack: small letters, digits, - and _ only"
}

# Ends with one line unless Docker answers and is a manager of a Swarm.
require_manager() {
  local state
  state=$(docker info --format '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}' 2>&1) ||
    die "$exit_unavailable" "Docker doesn't answer at ${DOCKER_HOST:-this machine}: $(tail -n 1 <<<"$state")"
  # Docker may warn in front of what was asked for.
  case $(tail -n 1 <<<"$state") in
    'active true') ;;
    'active '*) die "$exit_unavailable" "this node is a worker of its Swarm; caudal-swarm works on a manager" ;;
    *) die "$exit_unavailable" "this machine is in no Swarm; make one by: docker swarm init" ;;
  esac
}

stack_exists() { docker service inspect "${stack}_ranks" >/dev/null 2>&1; }

require_stack() {
  stack_exists || die "$exit_unavailable" "the stack \"$stack\" is not up; caudal-swarm up starts it"
}

# A line for each task of the ranks that Swarm wants to run: ID|NODE|STATE|ADDRESS|ERROR.
rank_tasks() {
  local -a ids=()
  local -A node=()
  local id name state address error
  while IFS='|' read -r id name; do
    ids+=("$id")
    node[$id]=$name
  done < <(docker service ps --no-trunc --filter desired-state=running --format '{{.ID}}|{{.Node}}' "${stack}_ranks" 2>/dev/null)
  [[ ${#ids[@]} -gt 0 ]] || return 0
  docker inspect --type task --format \
    '{{.ID}}|{{.Status.State}}|{{range .NetworksAttachments}}{{range .Addresses}}{{.}} {{end}}{{end}}|{{.Status.Err}}' \
    "${ids[@]}" 2>/dev/null |
    while IFS='|' read -r id state address error; do
      printf '%s|%s|%s|%s|%s\n' "$id" "${node[$id]}" "$state" "${address%%/*}" "$error"
    done || true
}

# ADDRESS=NODE[,...] of the tasks that run, in the order of the nodes' names.
running_hosts() {
  awk -F '|' '$3 == "running" && $4 != "" {print $2 "|" $4 "=" $2}' <<<"$1" | sort | cut -d '|' -f 2 | paste -s -d , -
}

# The number of nodes that could take a task now.
ready_nodes() {
  docker node ls --format '{{.Status}} {{.Availability}}' | grep -c '^Ready Active$' || true
}
