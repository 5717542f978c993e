# shellcheck shell=bash
# Cases: the image, the stack, its keys.

# Prints the files in a tar archive of an image that are private keys, by their names or by what is in them.
keys_in() {
  local layers layer files
  layers=$(mktemp -d -p "$work")
  tar -xf "$1" -C "$layers"
  while IFS= read -r layer; do
    files=$(mktemp -d -p "$work")
    tar -xf "$layer" -C "$files" 2>/dev/null || true
    find "$files" -regextype egrep -regex '.*/(ssh_host_.*|id_(rsa|dsa|ecdsa|ed25519)|user_key|host_key)' -printf '%P\n'
    # Libraries for encryption carry keys to test themselves with.
    grep -rlaPz 'PRIVATE KEY-----\r?\n[A-Za-z0-9+/]{40}' "$files" | grep -vE '/usr/lib/[^ ]*\.so[.0-9]*$' || true
    rm -rf "$files"
  done < <(find "$layers" -type f)
  rm -rf "$layers"
}

image_is_clean() {
  local found name
  # The search finds a key where there is one.
  ssh-keygen -q -t ed25519 -N '' -f "$work/id_ed25519"
  mkdir "$work/archive"
  tar -cf "$work/archive/layer.tar" -C "$work" id_ed25519
  tar -cf "$work/archive.tar" -C "$work/archive" .
  found=$(keys_in "$work/archive.tar")
  expect "places of a key that is there" "$(grep -c id_ed25519 <<<"$found")" 2

  docker save --output "$work/image.tar" "$CAUDAL_IMAGE"
  found=$(keys_in "$work/image.tar")
  rm "$work/image.tar"
  [[ -z $found ]] || fail "in the image: $found"
  if docker history --no-trunc "$CAUDAL_IMAGE" | grep -i 'private key'; then fail "a key in the history"; fi
  expect "the image's user" "$(docker image inspect --format '{{.Config.User}}' "$CAUDAL_IMAGE")" caudal
  for name in "${all_nodes[@]}"; do on "$name" image inspect "$CAUDAL_IMAGE" >/dev/null || fail "$name has no image $CAUDAL_IMAGE"; done
}

deploys() {
  local start=$SECONDS
  up >"$work/out"
  expect "bytes on standard output" "$(wc -c <"$work/out")" 0
  [[ $((SECONDS - start)) -le 30 ]] || fail "took $((SECONDS - start)) s"
  expect "nodes" "$(docker service ps --format '{{.Node}}' ${stack}_ranks | sort | paste -s -d ' ' -)" "${all_nodes[*]}"
  $swarm status
}

tasks() { docker service ps --no-trunc --quiet ${stack}_ranks ${stack}_launcher | sort; }

deploys_again() {
  local before
  before=$(tasks)
  up
  expect "tasks" "$(tasks)" "$before"
}

secrets_are_guarded() {
  local name id
  for name in "${all_nodes[@]}"; do
    id=$(container ranks "$name")
    expect "secrets of a rank" "$(on "$name" exec "$id" sh -c 'stat -c "%n %a %u" /run/secrets/*' | tr '\n' ,)" \
      "/run/secrets/authorized_keys 400 1000,/run/secrets/host_key 400 1000,"
    expect "user of a rank" "$(on "$name" exec "$id" id -u)" 1000
    expect "users of the processes on $name" "$(on "$name" top "$id" -o pid,uid | awk 'NR > 1 {print $2}' | sort -u)" 1000
  done
  id=$(docker ps --quiet --filter "label=com.docker.swarm.service.name=${stack}_launcher")
  expect "secrets of the launcher" "$(docker exec "$id" sh -c 'stat -c "%n %a %u" /run/secrets/*' | tr '\n' ,)" \
    "/run/secrets/known_hosts 400 1000,/run/secrets/user_key 400 1000,"
}

host_key_is_checked() {
  local id out code=0
  id=$(docker ps --quiet --filter "label=com.docker.swarm.service.name=${stack}_launcher")
  docker exec "$id" ssh -n tasks.ranks true
  # Under another name, the same server has a key that isn't known.
  out=$(docker exec "$id" ssh -n -o HostKeyAlias=somebody-else tasks.ranks true 2>&1) || code=$?
  expect "exit code of ssh" "$code" 255
  [[ $out == *"Host key verification failed"* || $out == *"host key is known"* ]] || fail "ssh says: $out"
}

usage_errors() {
  local words code
  for words in nonsense 'run' 'run --retries many describe x' 'run --nonsense' 'up --replicas 0' 'up --subnet here' \
    'up --shared relative' 'up --status x' 'up --status 0' 'up --notebook=65536' 'up --status 8888 --notebook' 'image send --notebook x' \
    'up --status' 'up --nfs server' 'up --nonsense' 'down --nonsense' 'image paint' 'image build --binary nothing'; do
    code=0
    # shellcheck disable=SC2086 # words
    $swarm $words >"$work/out" 2>"$work/err" || code=$?
    echo "$words: $(cat "$work/err")"
    expect "exit code" "$code" 64
    expect "lines of error" "$(wc -l <"$work/err")" 1
  done
  for words in '--help' 'image --help' 'up --help' 'run --help' 'status --help' 'logs --help' 'down --help'; do
    # shellcheck disable=SC2086
    $swarm $words >"$work/out"
    grep -q '^usage: caudal-swarm' "$work/out" || fail "$words has no usage"
  done
}

no_stack() {
  expect_failure 69 'not up|no launcher' --stack caudal-nothing describe "/mnt/shared/$sample" --column "$column"
  local code=0
  DOCKER_HOST=unix:///nowhere $swarm up 2>"$work/err" || code=$?
  expect "exit code without Docker" "$code" 69
  expect "lines of error" "$(wc -l <"$work/err")" 1
}

scales() {
  up --replicas 2
  swarm_run describe "/mnt/shared/$sample" --column "$column" --format json
  expect "exit code" "$code" 0
  expect "ranks" "$(jq .run.ranks "$work/out")" 2
  same_json "$work/out" "$work/sample.json"
  code=0
  up --replicas 4 --wait 10 2>"$work/err" || code=$?
  cat "$work/err"
  expect "exit code for four" "$code" 69
  grep -q '3 of 4 ranks run.*no suitable node' "$work/err" || fail "no reason is given"
  up --replicas 3
  swarm_run describe "/mnt/shared/$sample" --column "$column" --format json
  expect "ranks" "$(jq .run.ranks "$work/out")" 3
}

# Since `up`, only what was asked for has been started, and nothing has ended but what --replicas and
# the end of a second manager took away.
nothing_restarts() {
  docker service ls --filter "label=com.docker.stack.namespace=$stack"
  expect "replicas" "$(docker service ls --filter "label=com.docker.stack.namespace=$stack" --format '{{.Replicas}}' |
    cut -d ' ' -f 1 | sort | tr '\n' ' ')" "1/1 3/3 "
  local ended
  ended=$(docker service ps --no-trunc --format '{{.Name}} {{.CurrentState}} {{.Error}}' ${stack}_ranks ${stack}_launcher |
    grep -E 'Failed|Rejected|Complete' | grep -v 'no longer meets constraints' || true)
  [[ -z $ended ]] || fail "ended: $ended"
}

leaves_nothing() {
  local name
  $swarm down
  expect "services" "$(docker service ls --quiet --filter "label=com.docker.stack.namespace=$stack")" ""
  expect "networks" "$(docker network ls --format '{{.Name}}' | grep "^$stack" || true)" ""
  expect "secrets" "$(docker secret ls --format '{{.Name}}' | grep "^$stack" || true)" ""
  for name in "${all_nodes[@]}"; do
    wait_for 5 no_container "$name"
    expect "volumes on $name" "$(on "$name" volume ls --format '{{.Name}}' | grep "^$stack" || true)" ""
  done
  # Once more does no harm.
  $swarm down
}

no_container() { [[ -z $(on "$1" ps --all --quiet --filter "label=com.docker.stack.namespace=$stack") ]]; }
