# shellcheck shell=bash
# caudal-swarm forecast up

forecast_up_usage() {
  cat <<'END'
usage: caudal-swarm forecast up [OPTION...]

Serves the models that `caudal-swarm forecast train` has made, by replicas of `caudal serve` behind one port, and waits
until all are ready. On a service that is up already, changes what the options say and keeps the rest: one replica after the
other, each when its successor is ready. What doesn't get ready is taken back.

  --replicas N            (default: 2)
  --port PORT             of the nodes (default: 8080)
  --publish mesh|host     mesh: Swarm's routing mesh answers on every node, and shares requests out (default)
                          host: only the nodes with a replica answer, one replica each, for a balancer of your own;
                          takes one node more than there are replicas; CAUDAL_PUBLISH may name another default
  --models LIST           what is served (default: arima,ar)
  --temperature SERIES, --humidity SERIES, --max-age SECONDS
                          as for caudal serve
  --image NAME            (default: that of the ranks)
  --cpus N, --memory SIZE limits for each replica, such as 0.5 and 256m (default: none)
  --restart               start all replicas anew, even if nothing has changed
  --wait SECONDS          how long to wait (default: 120)
  --stack NAME            (default: caudal)
END
}

# What `forecast up` may be told, and the label of the service `serve` that remembers it.
readonly remembered_of_serve=(models temperature humidity age port publish cpus memory generation)

parse_serve() {
  wait_seconds=120
  while [[ $# -gt 0 ]]; do
    case $1 in
      -h | --help) forecast_up_usage; exit 0 ;;
      --replicas | --replicas=* | --port | --port=* | --publish | --publish=* | --models | --models=* | --image | --image=* | \
        --temperature | --temperature=* | --humidity | --humidity=* | --max-age | --max-age=* | --cpus | --cpus=* | \
        --memory | --memory=*)
        option_value "$@"
        local name=${1#--}
        name=${name%%=*}
        setting[${name/max-age/age}]=$value
        shift "$used"
        ;;
      --restart) setting[generation]=$(date +%s); shift ;;
      --wait | --wait=*) option_value "$@"; wait_seconds=$value; shift "$used" ;;
      --stack | --stack=*) option_value "$@"; stack=$value; shift "$used" ;;
      *) die "$exit_usage" "forecast up: unknown option $1; caudal-swarm forecast up --help lists them" ;;
    esac
  done
}

check_serve() {
  require_stack_name "$stack"
  require_number --wait "$wait_seconds" 1
  [[ -z ${setting[replicas]:-} ]] || require_number --replicas "${setting[replicas]}" 1
  [[ -z ${setting[port]:-} ]] || require_number --port "${setting[port]}" 1
  [[ -z ${setting[age]:-} ]] || require_number --max-age "${setting[age]}" 0
  [[ ${setting[publish]:-${CAUDAL_PUBLISH:-mesh}} =~ ^(mesh|host)$ ]] || die "$exit_usage" "--publish must be mesh or host, not \"${setting[publish]:-$CAUDAL_PUBLISH}\""
  [[ ${setting[models]:-ar} =~ ^[a-z-]+(,[a-z-]+)*$ ]] ||
    die "$exit_usage" "--models must be a list of kinds, such as arima,ar, not \"${setting[models]}\""
}

# What an earlier `forecast up` was told holds until told otherwise; where the results are, `up` was told.
recall_serve() {
  local name value from=ranks
  if serve_exists; then
    from=serve
    for name in "${remembered_of_serve[@]}"; do
      value=$(serve_label "$name")
      [[ -z $value || -n ${setting[$name]:-} ]] || setting[$name]=$value
    done
    : "${setting[replicas]:=$(docker service inspect --format '{{.Spec.Mode.Replicated.Replicas}}' "${stack}_serve")}"
  fi
  : "${setting[image]:=$(docker service inspect --format '{{.Spec.TaskTemplate.ContainerSpec.Image}}' "${stack}_$from")}"
  : "${setting[replicas]:=2}" "${setting[models]:=arima,ar}" "${setting[publish]:=${CAUDAL_PUBLISH:-ingress}}"
  # As Docker calls it.
  setting[publish]=${setting[publish]/mesh/ingress}
  for name in results nfs mtu; do
    setting[$name]=$(docker service inspect --format "{{index .Spec.Labels \"caudal.$name\"}}" "${stack}_ranks")
  done
}

# The variables of swarm/forecast/stack.yml, besides those that `up` knows.
export_serve() {
  export_settings
  export CAUDAL_MODELS=${setting[models]} CAUDAL_PUBLISH=${setting[publish]}
  export CAUDAL_TEMPERATURE=${setting[temperature]:-} CAUDAL_HUMIDITY=${setting[humidity]:-}
  [[ -z ${setting[port]:-} ]] || export CAUDAL_PORT=${setting[port]}
  [[ -z ${setting[generation]:-} ]] || export CAUDAL_GENERATION=${setting[generation]}
  [[ -z ${setting[age]:-} ]] || export CAUDAL_MAX_AGE=${setting[age]}
  if [[ ${setting[publish]} == host ]]; then
    export CAUDAL_ENDPOINT=dnsrr CAUDAL_PER_NODE=1
    # A successor needs the port of a node of its own.
    ((setting[replicas] < $(ready_nodes))) ||
      die "$exit_usage" "--publish host takes one node more than there are replicas; there are $(ready_nodes) nodes"
  fi
}

# The state of the last update, and when it began.
update_state() { docker service inspect --format '{{with .UpdateStatus}}{{.State}} {{.StartedAt}}{{end}}' "${stack}_serve" 2>/dev/null || true; }

# Whether every replica runs, which for Swarm means: is ready, as the service is now to be.
serve_settled() {
  local what='{{json .ContainerSpec.Image}} {{json .ContainerSpec.Env}} {{json .Resources}}' wanted tasks
  [[ $(update_state) != *ing\ * && $(update_state) != *started\ * ]] || return 1
  wanted=$(docker service inspect --format "{{with .Spec.TaskTemplate}}$what{{end}}" "${stack}_serve")
  mapfile -t tasks < <(docker service ps --no-trunc --quiet --filter desired-state=running "${stack}_serve")
  [[ ${#tasks[@]} -eq ${setting[replicas]} ]] || return 1
  ! docker inspect --type task --format "{{.Status.State}} {{with .Spec}}$what{{end}}" "${tasks[@]}" | grep -qvxF "running $wanted"
}

await_serve() {
  local before=$1 deadline=$((SECONDS + wait_seconds)) state
  while ! serve_settled; do
    state=$(update_state)
    if [[ $state == rollback* && $state != "$before" ]]; then explain_rollback; fi
    [[ $SECONDS -lt $deadline ]] || explain_unready
    sleep 0.5
  done
  state=$(update_state)
  if [[ $state == rollback* && $state != "$before" ]]; then explain_rollback; fi
}

# What the last task that failed says.
last_failure() {
  docker service ps --no-trunc --format '{{.CurrentState}}|{{.Node}}: {{.Error}}' "${stack}_serve" |
    grep -E '^(Failed|Rejected|Shutdown|Pending)' | grep -vE ': $' | head -n 1 | cut -d '|' -f 2 | tr -d '"' || true
}

explain_rollback() {
  local error
  error=$(last_failure)
  die "$exit_unavailable" "the change was taken back, and what was there before goes on${error:+: $error}"
}

explain_unready() {
  local error
  error=$(last_failure)
  die "$exit_unavailable" "after $wait_seconds s, not all of ${setting[replicas]} replicas are ready${error:+; Swarm says: $error}; caudal-swarm forecast logs may say more"
}

# The mesh takes connections on every node, if the kernel can share them out (IPVS) and the nodes reach each other. Asked
# from the launcher; one answer will do, because a firewall may forbid containers to call some of the nodes.
look_at_mesh() {
  local address port
  port=$(serve_label port)
  find_launcher
  for address in $(docker node ls --quiet | xargs docker node inspect --format '{{.Status.Addr}}'); do
    if docker exec "$launcher" /usr/local/lib/caudal/ready "$port" "$address"; then return 0; fi
  done
  say "note: the routing mesh doesn't answer the launcher on any node; do their kernels have IPVS (modprobe ip_vs)? --publish host needs none"
}

forecast_up() {
  parse_serve "$@"
  check_serve
  require_manager
  require_stack
  recall_serve
  export_serve
  local start=$SECONDS before output
  (models have $(tr , ' ' <<<"${setting[models]}")) || exit
  before=$(update_state)
  output=$(docker stack deploy --resolve-image never --compose-file "$here/forecast/stack.yml" "$stack" 2>&1) ||
    die "$exit_unavailable" "docker stack deploy: $(tail -n 1 <<<"$output")"
  await_serve "$before"
  say "${setting[replicas]} replicas are ready for port ${CAUDAL_PORT:-8080} of $(serve_nodes), after $((SECONDS - start)) s"
  [[ ${setting[publish]} == host ]] || look_at_mesh
}
