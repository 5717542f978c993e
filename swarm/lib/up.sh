# shellcheck shell=bash
# caudal-swarm up

up_usage() {
  cat <<'END'
usage: caudal-swarm up [OPTION...]

Makes an ssh key for this stack as a Docker secret, deploys swarm/stack.yml, and waits until every rank is healthy.
On a stack that is up already, changes what the options say and keeps the rest.

  --replicas N            ranks, one per node at most (default: as many as there are nodes ready)
  --shared DIR            the directory that all nodes have under this path; jobs see it read-only as /mnt/shared
                          (default: /mnt/shared)
  --results DIR           where jobs may write, to them /mnt/results (default: DIR/results of --shared)
  --nfs SERVER:/PATH      instead of both: mount this NFS export, and its directory results, by Docker itself
  --image NAME            (default: caudal:latest)
  --subnet CIDR           the stack's own network (default: 10.115.0.0/24)
  --mtu BYTES             the largest packet of the nodes' own network (default: 1500, as on Ethernet)
  --constraint EXPRESSION nodes to use, such as node.labels.mpi==yes (default: all)
  --cpus N, --memory SIZE limits for each rank, such as 2.5 and 4g (default: none)
  --status PORT           also a page of nodes and jobs, at this port of the manager where it runs; its address is printed,
                          with the token that it needs
  --notebook [PORT]       also a Jupyter, the same way (default port: 8888); it has the key to the ranks, so whoever has the
                          token can run anything on them as their user; takes the image of `image build --notebook`
                          none as a port takes either down again
  --wait SECONDS          how long to wait for health (default: 120)
  --stack NAME            (default: caudal)
END
}

# What may be set, and the label of the service `ranks` that remembers it (swarm/stack.yml).
declare -A setting=()
readonly remembered=(shared results nfs subnet mtu constraint cpus memory)

parse_up() {
  wait_seconds=120
  while [[ $# -gt 0 ]]; do
    case $1 in
      -h | --help) up_usage; exit 0 ;;
      --replicas | --replicas=* | --shared | --shared=* | --results | --results=* | --nfs | --nfs=* | --image | --image=* | \
        --subnet | --subnet=* | --mtu | --mtu=* | --constraint | --constraint=* | --cpus | --cpus=* | --memory | --memory=*)
        option_value "$@"
        local name=${1#--}
        setting[${name%%=*}]=$value
        shift "$used"
        ;;
      --status | --status=*) option_value "$@"; setting[status]=$value; shift "$used" ;;
      --notebook=*) option_value "$@"; setting[notebook]=$value; shift ;;
      --notebook)
        setting[notebook]=8888
        shift
        [[ ! ${1:-} =~ ^([0-9]+|none)$ ]] || { setting[notebook]=$1; shift; }
        ;;
      --wait | --wait=*) option_value "$@"; wait_seconds=$value; shift "$used" ;;
      --stack | --stack=*) option_value "$@"; stack=$value; shift "$used" ;;
      *) die "$exit_usage" "up: unknown option $1; caudal-swarm up --help lists them" ;;
    esac
  done
}

check_up() {
  require_stack_name "$stack"
  require_number --wait "$wait_seconds" 1
  check_beside
  [[ -z ${setting[replicas]:-} ]] || require_number --replicas "${setting[replicas]}" 1
  [[ -z ${setting[mtu]:-} ]] || require_number --mtu "${setting[mtu]}" 576
  [[ ${setting[subnet]:-10.0.0.0/24} =~ ^([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}$ ]] ||
    die "$exit_usage" "--subnet must be like 10.115.0.0/24, not \"${setting[subnet]}\""
  local name
  for name in shared results; do
    [[ ${setting[$name]:-/} == /* ]] || die "$exit_usage" "--$name must be an absolute path, not \"${setting[$name]}\""
  done
  if [[ -n ${setting[nfs]:-} ]]; then
    [[ ${setting[nfs]} =~ ^[^:]+:/.*$ ]] || die "$exit_usage" "--nfs must be SERVER:/PATH, not \"${setting[nfs]}\""
    [[ -z ${setting[shared]:-}${setting[results]:-} ]] || die "$exit_usage" "give either --nfs or --shared and --results"
  fi
}

# What an earlier `up` was told holds until told otherwise.
recall_settings() {
  local name value image moved=${setting[shared]:-}${setting[results]:-} mounted=${setting[nfs]:-}
  # A new place for the data brings its own place for results.
  if [[ -n ${setting[shared]:-} ]]; then : "${setting[results]:=${setting[shared]}/results}"; fi
  if stack_exists; then
    for name in "${remembered[@]}"; do
      value=$(docker service inspect --format "{{index .Spec.Labels \"caudal.$name\"}}" "${stack}_ranks")
      # `--nfs` and `--shared` replace each other.
      if [[ $name == nfs && -n $moved ]] || [[ $name =~ ^(shared|results)$ && -n $mounted ]]; then continue; fi
      [[ -z $value || -n ${setting[$name]:-} ]] || setting[$name]=$value
    done
    image=$(docker service inspect --format '{{.Spec.TaskTemplate.ContainerSpec.Image}}' "${stack}_ranks")
    : "${setting[image]:=$image}"
    : "${setting[replicas]:=$(docker service inspect --format '{{.Spec.Mode.Replicated.Replicas}}' "${stack}_ranks")}"
  fi
  : "${setting[replicas]:=$(ready_nodes)}"
}

# The variables of swarm/stack.yml.
export_settings() {
  export CAUDAL_STACK=$stack CAUDAL_REPLICAS=${setting[replicas]}
  local name variable
  for name in image shared results subnet mtu constraint cpus memory; do
    variable=CAUDAL_${name^^}
    [[ -z ${setting[$name]:-} ]] || export "$variable=${setting[$name]}"
  done
  if [[ -n ${setting[nfs]:-} && ${setting[nfs]} != none:* ]]; then
    export CAUDAL_NFS_SERVER=${setting[nfs]%%:*} CAUDAL_NFS_PATH=${setting[nfs]#*:} CAUDAL_SHARED=data CAUDAL_RESULTS=results
    CAUDAL_NFS_PATH=${CAUDAL_NFS_PATH%/}
    CAUDAL_NFS_SUM=$(cksum <<<"$CAUDAL_NFS_SERVER:$CAUDAL_NFS_PATH" | cut -d ' ' -f 1)
    export CAUDAL_NFS_SUM
  fi
}

# The user's key and the ranks' host key, as secrets of this stack; on disk for a moment, and in memory where possible.
make_secrets() {
  local directory
  if docker secret inspect "${stack}_user_key" "${stack}_known_hosts" "${stack}_host_key" "${stack}_authorized_keys" >/dev/null 2>&1; then
    return 0
  fi
  command -v ssh-keygen >/dev/null || die "$exit_unavailable" "ssh-keygen is missing: apt-get install openssh-client"
  stack_exists && die "$exit_unavailable" "the stack \"$stack\" has lost some of its secrets; take it down first"
  remove_secrets
  directory=$(umask 077 && mktemp -d -p "$([[ -w /dev/shm ]] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
  # shellcheck disable=SC2064 # the directory of now
  trap "rm -rf '$directory'" EXIT
  ssh-keygen -q -t ed25519 -N '' -C "$stack" -f "$directory/user"
  ssh-keygen -q -t ed25519 -N '' -C "$stack" -f "$directory/host"
  new_secret user_key <"$directory/user"
  new_secret host_key <"$directory/host"
  { printf 'restrict '; cat "$directory/user.pub"; } | new_secret authorized_keys
  { printf 'caudal-ranks '; cat "$directory/host.pub"; } | new_secret known_hosts
  rm -rf "$directory"
}

new_secret() {
  docker secret create --label "com.docker.stack.namespace=$stack" "${stack}_$1" - >/dev/null ||
    die "$exit_unavailable" "the secret ${stack}_$1 can't be made"
}

remove_secrets() {
  docker secret rm "${stack}_user_key" "${stack}_known_hosts" "${stack}_host_key" "${stack}_authorized_keys" "${stack}_page_token" >/dev/null 2>&1 || true
}

# deploy FILE: the services of this file of the folder of caudal-swarm
deploy() {
  local output
  # The image is taken as it is on the nodes; asking a registry for it would fail where there is none.
  output=$(docker stack deploy --resolve-image never --compose-file "$here/$1" "$stack" 2>&1) ||
    die "$exit_unavailable" "docker stack deploy: $(tail -n 1 <<<"$output")"
}

# Waits until all wanted ranks and the launchers run, which for Swarm means: are healthy.
await_health() {
  local deadline=$((SECONDS + wait_seconds)) tasks=
  while [[ $SECONDS -lt $deadline ]]; do
    tasks=$(rank_tasks)
    if [[ $(grep -c '^[^|]*|[^|]*|running|' <<<"$tasks" || true) -eq $CAUDAL_REPLICAS ]] && launchers_run && updated; then
      return 0
    fi
    explain_failure
    sleep 0.5
  done
  explain_shortage "$tasks"
}

launchers_run() {
  local states
  states=$(docker service ps --filter desired-state=running --format '{{.CurrentState}}' "${stack}_launcher" 2>/dev/null)
  [[ -n $states ]] && ! grep -qv '^Running' <<<"$states"
}

# An update of the service is over, if there was one.
updated() {
  case $(docker service inspect --format '{{with .UpdateStatus}}{{.State}}{{end}}' "${stack}_ranks") in
    updating) return 1 ;;
    *) return 0 ;;
  esac
}

# A task that was refused or that died says why; waiting doesn't mend it. What ended before this `up` is no matter.
explain_failure() {
  local id state node error
  while IFS='|' read -r id state node error; do
    if [[ $state =~ ^(Rejected|Failed) && $earlier != *"$id"* ]]; then fail_on_task "$node" "$error"; fi
  done < <(docker service ps --no-trunc --format '{{.ID}}|{{.CurrentState}}|{{.Node}}|{{.Error}}' \
    "${stack}_ranks" "${stack}_launcher" 2>/dev/null)
}

fail_on_task() {
  local node=$1 error=$2
  case $error in
    *'No such image'*) error="the image ${setting[image]:-caudal:latest} is not there; caudal-swarm image --help says how to bring it" ;;
    *'bind source path does not exist'*) error="there is no directory ${error##*: }, which --shared or --results asks for" ;;
  esac
  die "$exit_unavailable" "$node: $(tr -d '"' <<<"$error")"
}

explain_shortage() {
  local running error
  running=$(grep -c '^[^|]*|[^|]*|running|' <<<"$1" || true)
  error=$(awk -F '|' '$3 != "running" && $5 != "" {print $5; exit}' <<<"$1")
  die "$exit_unavailable" "after $wait_seconds s, $running of $CAUDAL_REPLICAS ranks run${error:+; Swarm says: $error}; \`caudal-swarm run\` uses those that do"
}

command_up() {
  parse_up "$@"
  check_up
  require_manager
  recall_settings
  recall_beside
  check_beside
  export_settings
  local start=$SECONDS earlier
  earlier=$(docker service ps --no-trunc --quiet "${stack}_ranks" "${stack}_launcher" "${stack}_status" "${stack}_notebook" \
    2>/dev/null) || true
  make_secrets
  deploy stack.yml
  await_health
  say "$CAUDAL_REPLICAS ranks are up on $(rank_tasks | cut -d '|' -f 2 | sort | paste -s -d ' ' -), after $((SECONDS - start)) s"
  deploy_beside
}
