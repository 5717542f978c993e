# shellcheck shell=bash
# caudal-swarm logs

logs_usage() {
  cat <<'END'
usage: caudal-swarm logs [--stack NAME] [--launcher|--status|--notebook] [OPTION OF docker service logs...]

Shows what the ranks wrote, or the launchers, the page of jobs, the notebook: messages of the ssh server, for the most part. What a job prints comes from
`caudal-swarm run`. Options such as --follow, --tail 20, --since 5m are handed on.
END
}

command_logs() {
  local -a options=()
  local service=ranks
  while [[ $# -gt 0 ]]; do
    case $1 in
      -h | --help)
        logs_usage
        exit 0
        ;;
      --stack | --stack=*) option_value "$@"; stack=$value; shift "$used" ;;
      --launcher | --status | --notebook) service=${1#--}; shift ;;
      *) options+=("$1"); shift ;;
    esac
  done
  require_stack_name "$stack"
  require_manager
  require_stack
  docker service logs "${options[@]}" "${stack}_$service"
}
