# shellcheck shell=bash
# caudal-swarm down

down_usage() {
  cat <<'END'
usage: caudal-swarm down [--stack NAME] [--wait SECONDS]

Removes the services, the network and the keys, and waits until the containers are gone from all nodes that answer.
--wait is how long, 60 s unless given. Files in the shared directory stay.
END
}

command_down() {
  local wait_seconds=60
  while [[ $# -gt 0 ]]; do
    case $1 in
      -h | --help) down_usage; exit 0 ;;
      --stack | --stack=*) option_value "$@"; stack=$value; shift "$used" ;;
      --wait | --wait=*) option_value "$@"; wait_seconds=$value; shift "$used" ;;
      *) die "$exit_usage" "down: unknown option $1" ;;
    esac
  done
  require_stack_name "$stack"
  require_number --wait "$wait_seconds" 1
  require_manager
  local deadline=$((SECONDS + wait_seconds)) start=$SECONDS tasks
  tasks=$(docker service ps --no-trunc --quiet "${stack}_ranks" "${stack}_launcher" "${stack}_serve" \
    "${stack}_status" "${stack}_notebook" 2>/dev/null) || true
  docker stack rm "$stack" >/dev/null 2>&1 || true
  await_tasks_gone "$deadline" "$tasks"
  await_objects_gone "$deadline"
  say "the stack \"$stack\" is down, after $((SECONDS - start)) s"
}

# Swarm forgets a task when its node says that the container is gone. A node that is down can't say so.
await_tasks_gone() {
  local deadline=$1 tasks left
  read -ra tasks <<<"$(tr '\n' ' ' <<<"$2")"
  while [[ ${#tasks[@]} -gt 0 ]]; do
    left=$(docker inspect --type task --format '{{.NodeID}}' "${tasks[@]}" 2>/dev/null | live_nodes_only) || true
    [[ -n $left ]] || return 0
    [[ $SECONDS -lt $deadline ]] || die "$exit_unavailable" "containers are left on: $(sort -u <<<"$left" | paste -s -d ' ' -)"
    sleep 0.3
  done
}

# Turns identifiers of nodes into names, and drops those of nodes that are down.
live_nodes_only() {
  local -A name=()
  local id host status
  while read -r id host status; do
    [[ $status != Ready ]] || name[$id]=$host
  done < <(docker node ls --format '{{.ID}} {{.Hostname}} {{.Status}}')
  while read -r id; do
    [[ -z $id || -z ${name[$id]:-} ]] || echo "${name[$id]}"
  done
}

# The names of what the stack still has; of containers, those on this manager.
objects() {
  local filter="label=com.docker.stack.namespace=$stack"
  docker service ls --filter "$filter" --format 'service {{.Name}}'
  docker network ls --filter "$filter" --format 'network {{.Name}}'
  docker secret ls --filter "$filter" --format 'secret {{.Name}}'
  docker ps --all --filter "$filter" --format 'container {{.Names}}'
}

await_objects_gone() {
  local left
  while left=$(objects) && [[ -n $left ]]; do
    [[ $SECONDS -lt $1 ]] || die "$exit_unavailable" "still there: $(paste -s -d ',' - <<<"$left"); what else is attached to the network?"
    sleep 0.3
    docker stack rm "$stack" >/dev/null 2>&1 || true
  done
}
