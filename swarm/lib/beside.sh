# shellcheck shell=bash
# caudal-swarm up --status and --notebook: what stands beside the launcher. Each is a service with a port of the manager
# where it runs, and both need the token of the stack.

readonly beside=(status notebook)

# The service of that name is there.
beside_exists() { docker service inspect "${stack}_$1" >/dev/null 2>&1; }

# A port, or nothing to be there.
check_beside() {
  local name
  for name in "${beside[@]}"; do
    [[ ${setting[$name]:-none} == none || ${setting[$name]} =~ ^[0-9]{1,5}$ && $((10#${setting[$name]})) -ge 1 &&
      $((10#${setting[$name]})) -le 65535 ]] ||
      die "$exit_usage" "--$name must be a port, or none, not \"${setting[$name]}\""
  done
  [[ ${setting[status]:-none} == none || ${setting[status]} != "${setting[notebook]:-none}" ]] ||
    die "$exit_usage" "--status and --notebook need ports of their own"
}

# What an earlier `up` was told holds until told otherwise.
recall_beside() {
  local name
  for name in "${beside[@]}"; do
    if [[ -z ${setting[$name]:-} ]] && beside_exists "$name"; then
      setting[$name]=$(docker service inspect --format '{{index .Spec.Labels "caudal.port"}}' "${stack}_$name")
    fi
  done
}

# Brings up what is wanted, and takes down what isn't any more.
deploy_beside() {
  local name
  for name in "${beside[@]}"; do
    case ${setting[$name]:-} in
      '') ;;
      none) ! beside_exists "$name" || docker service rm "${stack}_$name" >/dev/null ;;
      *)
        make_token
        CAUDAL_PORT=${setting[$name]} deploy "$name/stack.yml"
        await_beside "$name"
        say "$(beside_name "$name"): $(beside_address "$name")"
        ;;
    esac
  done
}

beside_name() { case $1 in status) echo "nodes and jobs" ;; *) echo "notebook" ;; esac; }

# 32 digits that nobody can guess, the same as long as the stack is up.
make_token() {
  docker secret inspect "${stack}_page_token" >/dev/null 2>&1 || od -An -N16 -tx1 /dev/urandom | tr -d ' \n' | new_secret page_token
}

# The tasks that Swarm wants to run: a state each.
beside_states() { docker service ps --no-trunc --filter desired-state=running --format '{{.CurrentState}}' "${stack}_$1" 2>/dev/null; }

await_beside() {
  local deadline=$((SECONDS + wait_seconds)) id state node error wanted
  wanted=$(docker service inspect --format '{{.Spec.TaskTemplate.ContainerSpec.Image}}' "${stack}_$1")
  until [[ $(beside_states "$1") == Running* && -n $(beside_address "$1") ]]; do
    while IFS='|' read -r id state node error; do
      [[ $state =~ ^(Rejected|Failed) && $earlier != *"$id"* ]] || continue
      [[ $error != *'No such image'* ]] || error="the image $wanted is not there$([[ $1 == status ]] || echo '; caudal-swarm image build --notebook makes it')"
      die "$exit_unavailable" "$1: $node: $(tr -d '"' <<<"$error")"
    done < <(docker service ps --no-trunc --format '{{.ID}}|{{.CurrentState}}|{{.Node}}|{{.Error}}' "${stack}_$1" 2>/dev/null)
    [[ $SECONDS -lt $deadline ]] || die "$exit_unavailable" "$1: not up within $wait_seconds s; docker service ps ${stack}_$1 shows why"
    sleep 0.5
  done
}

# The address of the page, with the token, which the service has written to its log. Nothing as long as it hasn't.
beside_address() {
  local token node port
  token=$(docker service logs --raw --tail 200 "${stack}_$1" 2>&1 | grep -oE 'token=[A-Za-z0-9_-]+' | tail -n 1) || return 0
  node=$(docker service ps --filter desired-state=running --format '{{.Node}}' "${stack}_$1" | head -n 1)
  port=$(docker service inspect --format '{{index .Spec.Labels "caudal.port"}}' "${stack}_$1")
  printf 'http://%s:%s/?%s\n' "$(docker node inspect --format '{{.Status.Addr}}' "$node")" "$port" "$token"
}
