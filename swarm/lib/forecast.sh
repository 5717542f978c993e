# shellcheck shell=bash
# caudal-swarm forecast

forecast_usage() {
  cat <<'END'
usage: caudal-swarm forecast COMMAND [OPTION...]

  train    fit models on all ranks; when all are whole, they take the place of those before
  update   let the models go on with new rows, without fitting
  up       serve forecasts by replicas behind one port; on a service that is up, change it without losing a request
  status   show the models, the replicas, and where they answer
  logs     show what the replicas wrote
  down     end the replicas; the models stay

It works beside a stack that is up (caudal-swarm up). `caudal-swarm forecast COMMAND --help` explains a command.
END
}

command_forecast() {
  local action=${1:-}
  case $action in
    train | update | up | status | logs | down)
      shift
      "forecast_$action" "$@"
      ;;
    -h | --help) forecast_usage ;;
    *) die "$exit_usage" "forecast: say train, update, up, status, logs or down; caudal-swarm forecast --help explains them" ;;
  esac
}

serve_exists() { docker service inspect "${stack}_serve" >/dev/null 2>&1; }

require_serve() {
  serve_exists || die "$exit_unavailable" "no forecasts are served in the stack \"$stack\"; caudal-swarm forecast up starts that"
}

# serve_label NAME: what `forecast up` was told
serve_label() { docker service inspect --format "{{index .Spec.Labels \"caudal.$1\"}}" "${stack}_serve"; }

# models WORD...: what swarm/image/models does, on one of the nodes
models() {
  local hosts
  find_launcher
  hosts=$(running_hosts "$(rank_tasks)")
  [[ -n $hosts ]] || die "$exit_unavailable" "no rank of the stack \"$stack\" runs; caudal-swarm status shows why"
  docker exec "$launcher" /usr/local/lib/caudal/job models "$hosts" "$@"
}

# Takes --stack and --help, the only options of some commands; what else there is, is in `rest`.
parse_forecast() {
  local action=$1
  rest=()
  shift
  while [[ $# -gt 0 ]]; do
    case $1 in
      -h | --help) "${action}_usage"; exit 0 ;;
      --stack | --stack=*) option_value "$@"; stack=$value; shift "$used" ;;
      *) rest+=("$1"); shift ;;
    esac
  done
  require_stack_name "$stack"
}

forecast_status_usage() {
  cat <<'END'
usage: caudal-swarm forecast status [--stack NAME]

Shows the models, what the replicas were started with, and each with its node. The exit code is 0 if all run, and 69
otherwise.
END
}

forecast_status() {
  parse_forecast forecast_status "$@"
  [[ ${#rest[@]} -eq 0 ]] || die "$exit_usage" "forecast status: unknown option ${rest[0]}"
  require_manager
  require_stack
  local wanted running tasks set
  set=$(models list) || exit
  echo "models    $(head -n 1 <<<"$set"): $(sed 1d <<<"$set" | awk '{print $2, $1}' | paste -s -d , - | sed 's/,/, /g')"
  require_serve
  wanted=$(docker service inspect --format '{{.Spec.Mode.Replicated.Replicas}}' "${stack}_serve")
  tasks=$(docker service ps --filter desired-state=running --format '{{.Node}}|{{.CurrentState}}|{{.Error}}' "${stack}_serve")
  running=$(grep -c '^[^|]*|Running' <<<"$tasks" || true)
  docker service inspect --format 'image     {{.Spec.TaskTemplate.ContainerSpec.Image}}' "${stack}_serve"
  echo "served    $(serve_label models) at port $(serve_label port) of $(serve_nodes)"
  echo "replicas  $running of $wanted run"
  printf '\n%-20s %-28s %s\n' NODE STATE ERROR
  awk -F '|' '{printf "%-20s %-28s %s\n", $1, tolower($2), $3}' <<<"$tasks"
  [[ $running -eq $wanted ]] || exit "$exit_unavailable"
}

# The nodes that answer requests, as one would say it.
serve_nodes() {
  if [[ $(serve_label publish) == host ]]; then
    docker service ps --filter desired-state=running --format '{{.Node}}' "${stack}_serve" | sort -u | paste -s -d ' ' -
  else
    echo "every node"
  fi
}

forecast_logs_usage() {
  cat <<'END'
usage: caudal-swarm forecast logs [--stack NAME] [OPTION OF docker service logs...]

Shows what the replicas wrote: each request, and when models were read. Options such as --follow, --tail 20, --since 5m are
handed on.
END
}

forecast_logs() {
  parse_forecast forecast_logs "$@"
  require_manager
  require_serve
  docker service logs "${rest[@]}" "${stack}_serve"
}

forecast_down_usage() {
  cat <<'END'
usage: caudal-swarm forecast down [--stack NAME]

Ends the replicas, when the requests in flight are answered, and closes the port. Models and ranks stay.
END
}

forecast_down() {
  parse_forecast forecast_down "$@"
  [[ ${#rest[@]} -eq 0 ]] || die "$exit_usage" "forecast down: unknown option ${rest[0]}"
  require_manager
  local deadline=$((SECONDS + 60)) tasks
  tasks=$(docker service ps --no-trunc --quiet "${stack}_serve" 2>/dev/null) || true
  docker service rm "${stack}_serve" >/dev/null 2>&1 || true
  await_tasks_gone "$deadline" "$tasks"
  while docker network inspect "${stack}_web" >/dev/null 2>&1; do
    docker network rm "${stack}_web" >/dev/null 2>&1 && break
    [[ $SECONDS -lt $deadline ]] || die "$exit_unavailable" "the network ${stack}_web is still there; what else is attached to it?"
    sleep 0.3
  done
  say "no forecasts are served any more"
}
