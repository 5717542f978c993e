# shellcheck shell=bash
# Cases: nodes that are lost.

# Starts the slow job, and pulls a plug when it is at work: lost_node WORD OF node..., where the last is the node's name.
lost_node() {
  local victim=${!#} client pulled named rest
  : >"$work/times"
  $swarm run "${slow[@]}" 2> >(while IFS= read -r line; do echo "$EPOCHREALTIME $line" >>"$work/times"; done) >"$work/out" &
  client=$!
  wait_for 20 works_on "$victim"
  pulled=$EPOCHREALTIME
  "$@"
  code=0
  wait "$client" || code=$?
  awk -v pulled="$pulled" '{printf "%+.1f s", $1 - pulled; $1 = ""; print}' "$work/times"
  expect "exit code" "$code" 0
  named=$(awk -v pulled="$pulled" -v node="lost $victim " 'index($0, node) {printf "%.1f", $1 - pulled; exit}' "$work/times")
  [[ -n $named ]] || fail "$victim is not named"
  remark "named after $named s"
  [[ ${named%.*} -lt 10 ]] || fail "$victim was named only after $named s"
  rest=$(printf '%s\n' "${all_nodes[@]}" | grep -vx "$victim" | paste -s -d ' ' -)
  expect "hosts of the second attempt" "$(hosts_of "$work/out")" "$rest"
  same_json "$work/out" "$work/slow.json"
}

killed_node() {
  lost_node node kill "${workers[1]}"
  node revive "${workers[1]}"
  wait_for 60 ranks_running 3
  wait_for 90 network_is_whole
}

# Whether the launcher's DNS knows all ranks again. Docker's nodes tell each other of a node that was away within a minute.
network_is_whole() {
  local launcher
  launcher=$(docker ps --quiet --filter "label=com.docker.swarm.service.name=${stack}_launcher" | head -n 1)
  [[ $(docker exec "$launcher" getent ahostsv4 tasks.ranks | awk '{print $1}' | sort -u | wc -l) -ge 3 ]]
}

cut_cable() {
  lost_node node cut "${workers[1]}"
  node join "${workers[1]}"
  wait_for 60 ranks_running 3
  wait_for 20 nothing_works_on "${workers[1]}"
  wait_for 90 network_is_whole
}

nothing_works_on() { [[ -z $(processes "$1") ]]; }

# Starts the slow job, and does something to a node's container when it is at work there.
hurt() {
  local victim=$1 client
  shift
  $swarm run --retries 0 "${slow[@]}" >"$work/out" 2>"$work/err" &
  client=$!
  wait_for 20 works_on "$victim"
  on "$victim" "$@" >/dev/null
  code=0
  wait "$client" || code=$?
  cat "$work/err"
  expect "bytes on standard output" "$(wc -c <"$work/out")" 0
}

killed_rank() {
  hurt "${workers[1]}" exec "$(container ranks "${workers[1]}")" bash -c \
    'for directory in /proc/[0-9]*; do [[ $(readlink "$directory/exe") != */caudal ]] || kill -KILL "${directory#/proc/}"; done'
  expect "exit code" "$code" 137
  expect "lines on standard error" "$(wc -l <"$work/err")" 1
  grep -q 'killed by signal 9, and all nodes answer' "$work/err" || fail "the signal is not named"
}

lost_container() {
  hurt "${workers[1]}" rm --force "$(container ranks "${workers[1]}")"
  expect "exit code" "$code" 75
  grep -q "lost ${workers[1]} (" "$work/err" || fail "${workers[1]} is not named"
  grep -q 'gave up after 1 loss' "$work/err" || fail "it is not said that this was all"
  wait_for 60 ranks_running 3
}

# A container that is stopped in its tracks accepts connections, and says nothing.
frozen_host() {
  local id
  id=$(container ranks "${workers[1]}")
  on "${workers[1]}" pause "$id"
  swarm_run --settle 5 describe "/mnt/shared/$sample" --column "$column" --format json
  on "${workers[1]}" unpause "$id"
  cat "$work/err"
  expect "exit code" "$code" 0
  grep -q "no answer from ${workers[1]} (" "$work/err" || fail "${workers[1]} is not named"
  expect "ranks" "$(jq .run.ranks "$work/out")" 2
  same_json "$work/out" "$work/sample.json"
  # Swarm may have lost patience with it, too.
  wait_for 60 ranks_running 3
}

# Its daemon and its rank answer no more in the midst of a job, and mpirun would wait for them for ever.
frozen_at_work() {
  local id
  id=$(container ranks "${workers[1]}")
  slow+=(--patience 3s)
  hurt "${workers[1]}" pause "$id"
  on "${workers[1]}" unpause "$id"
  expect "exit code" "$code" 75
  grep -q '^caudal: no sign of life for 3 s from rank ' "$work/err" || fail "the rank is not named"
  grep -q "lost ${workers[1]} (" "$work/err" || fail "${workers[1]} is not named"
  wait_for 20 nothing_works_on "${workers[1]}"
  wait_for 60 ranks_running 3
}

all_back() {
  swarm_run describe "/mnt/shared/$sample" --column "$column" --format json
  cat "$work/err"
  expect "exit code" "$code" 0
  expect "hosts" "$(hosts_of "$work/out")" "${all_nodes[*]}"
  same_json "$work/out" "$work/sample.json"
  no_process_left
}
