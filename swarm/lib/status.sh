# shellcheck shell=bash
# caudal-swarm status

status_usage() {
  cat <<'END'
usage: caudal-swarm status [--stack NAME]

Shows what the stack was deployed with, the pages of `up --status` and `up --notebook`, and each rank with its node and address. The exit code is 0 if all ranks run, and
69 otherwise.
END
}

command_status() {
  while [[ $# -gt 0 ]]; do
    case $1 in
      -h | --help)
        status_usage
        exit 0
        ;;
      --stack | --stack=*) option_value "$@"; stack=$value; shift "$used" ;;
      *) die "$exit_usage" "status: unknown option $1" ;;
    esac
  done
  require_stack_name "$stack"
  require_manager
  require_stack
  local tasks wanted running
  tasks=$(rank_tasks)
  wanted=$(docker service inspect --format '{{.Spec.Mode.Replicated.Replicas}}' "${stack}_ranks")
  running=$(grep -c '^[^|]*|[^|]*|running|' <<<"$tasks" || true)
  docker service inspect --format "stack    $stack
image    {{.Spec.TaskTemplate.ContainerSpec.Image}}
network  {{index .Spec.Labels \"caudal.subnet\"}}, MTU {{index .Spec.Labels \"caudal.mtu\"}}
data     {{range .Spec.TaskTemplate.ContainerSpec.Mounts}}{{.Source}} as {{.Target}}  {{end}}" "${stack}_ranks"
  ! beside_exists status || echo "jobs     $(beside_address status)"
  ! beside_exists notebook || echo "notebook $(beside_address notebook)"
  echo "ranks    $running of $wanted run"
  printf '\n%-20s %-16s %-10s %s\n' NODE ADDRESS STATE ERROR
  [[ -z $tasks ]] || awk -F '|' '{printf "%-20s %-16s %-10s %s\n", $2, $4, $3, $5}' <<<"$tasks"
  [[ $running -ne $wanted ]] || return 0
  # What has ended lately may say why.
  docker service ps --no-trunc --filter desired-state=shutdown --format '{{.Node}}|{{.CurrentState}}|{{.Error}}' "${stack}_ranks" |
    awk -F '|' '$3 != "" && NR <= 3 {printf "%-20s %-16s %s: %s\n", $1, "", tolower($2), $3}'
  exit "$exit_unavailable"
}
