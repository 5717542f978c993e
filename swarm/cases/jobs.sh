# shellcheck shell=bash
# Cases: jobs, and what can be wrong with them.

describe=(describe "/mnt/shared/$sample" --column "$column")

same_bits() {
  swarm_run "${describe[@]}" --format json
  cat "$work/err"
  expect "exit code" "$code" 0
  expect "bytes on standard error" "$(wc -c <"$work/err")" 0
  expect "ranks" "$(jq .run.ranks "$work/out")" 3
  expect "hosts" "$(hosts_of "$work/out")" "${all_nodes[*]}"
  same_json "$work/out" "$work/sample.json"
  # Three ranks with one thread each that read byte by byte.
  swarm_run "${slow[@]}"
  same_json "$work/out" "$work/slow.json"
}

launch_is_quick() {
  local start=$SECONDS
  swarm_run "${describe[@]}"
  expect "exit code" "$code" 0
  # The direct run of the sample takes some hundredths of a second.
  [[ $((SECONDS - start)) -le 5 ]] || fail "took $((SECONDS - start)) s"
}

writes_results() {
  swarm_run "${describe[@]}" --format json --output /mnt/results/out.json
  expect "exit code" "$code" 0
  same_json "$folder/results/out.json" "$work/sample.json"
  expect_failure 73 '/mnt/shared/out.json' "${describe[@]}" --output /mnt/shared/out.json
}

wrong_column() { expect_failure 64 'no column "Nothing"' describe "/mnt/shared/$sample" --column Nothing; }
bad_data() { expect_failure 65 'row 2, byte [0-9]+.*not a number' describe "/mnt/shared/$sample" --column Municipio; }
wrong_path() { expect_failure 66 '/mnt/shared/nothing.csv: no node has it' describe /mnt/shared/nothing.csv --column "$column"; }
unreadable_file() { expect_failure 66 'unreadable.csv: may not be read on' describe /mnt/shared/unreadable.csv --column "$column"; }

# A file of the containers' own.
put_file() { on "$1" exec --interactive "$(container ranks "$1")" sh -c 'cat >/tmp/own.csv'; }
own=(describe /tmp/own.csv --column "$column")

missing_on_one() {
  local name
  for name in "${all_nodes[@]}"; do
    [[ $name == "${workers[1]}" ]] || put_file "$name" <"$folder/$sample"
  done
  expect_failure 66 "own.csv: not there on ${workers[1]} \(" "${own[@]}" --input shared
}

# Only the last node has the file: rank 0 is there, and sends it.
on_one_node() {
  local name
  for name in "${all_nodes[@]}"; do on "$name" exec "$(container ranks "$name")" rm -f /tmp/own.csv; done
  put_file "${workers[1]}" <"$folder/$sample"
  swarm_run "${own[@]}" --format json
  cat "$work/err"
  expect "exit code" "$code" 0
  expect "ranks" "$(jq .run.ranks "$work/out")" 3
  grep -q 'note: .*does not see /tmp/own.csv' "$work/err" || fail "it is not said that one node has it"
  same_json "$work/out" "$work/sample.json"
}

scattered() {
  swarm_run "${describe[@]}" --format json --input scatter
  expect "exit code" "$code" 0
  same_json "$work/out" "$work/sample.json"
}

standard_input() {
  swarm_run describe - --column "$column" --format json <"$folder/$sample"
  cat "$work/err"
  expect "exit code" "$code" 0
  expect "ranks" "$(jq .run.ranks "$work/out")" 3
  same_json "$work/out" "$work/sample.json"
}

progress() {
  # A line comes every five seconds; before the first, the job must be launched.
  { head -c 300000 "$folder/$sample"; sleep 12; tail -c +300001 "$folder/$sample"; } |
    $swarm run describe - --column "$column" --format json --progress >"$work/out" 2>"$work/err"
  cat "$work/err"
  same_json "$work/out" "$work/sample.json"
  grep -q 'caudal: .* in [0-9]* s, ' "$work/err" || fail "nothing says how much has been read"
}

compressed() {
  gzip <"$folder/$sample" >"$folder/sample.csv.gz"
  swarm_run describe /mnt/shared/sample.csv.gz --column "$column" --format json
  cat "$work/err"
  expect "exit code" "$code" 0
  same_json "$work/out" "$work/sample.json"
}

checks() {
  swarm_run check "/mnt/shared/$sample" --format json
  cat "$work/err" "$work/out"
  expect "exit code" "$code" 0
  expect "hosts" "$(jq -r '[.hosts[].host] | sort | join(" ")' "$work/out")" "${all_nodes[*]}"
  expect "verdict" "$(jq .ok "$work/out")" true
  swarm_run check /mnt/shared/nothing.csv
  expect "exit code without the file" "$code" 66
}

different_file() {
  local name
  for name in "${all_nodes[@]}"; do put_file "$name" <"$folder/$sample"; done
  { cat "$folder/$sample"; echo; } | put_file "${workers[1]}"
  expect_failure 74 "different files: .*${workers[1]} 551712 bytes" "${own[@]}"
  # The same size, and another time: that Caudal notices by itself.
  put_file "${workers[1]}" <"$folder/$sample"
  expect_failure 74 'caudal: /tmp/own.csv: .*differ|caudal: /tmp/own.csv: .*same' "${own[@]}"
}

different_program() {
  local id
  id=$(container ranks "${workers[0]}")
  on "${workers[0]}" exec --user 0 "$id" sh -c 'echo >>/usr/local/bin/caudal'
  expect_failure 69 "${workers[0]} \(.*another build" "${describe[@]}"
  on "${workers[0]}" exec --user 0 "$id" truncate --size=-1 /usr/local/bin/caudal
  swarm_run "${describe[@]}"
  expect "exit code" "$code" 0
}

time_limit() {
  expect_failure 124 'time limit' --timeout 3 "${slow[@]}"
  no_process_left
}

interrupted_run() {
  local client
  # A shell's background processes ignore SIGINT, unless told not to.
  env --default-signal=INT $swarm run "${slow[@]}" >"$work/out" 2>"$work/err" &
  client=$!
  wait_for 20 works_on "${workers[0]}"
  kill -INT "$client"
  code=0
  wait "$client" || code=$?
  cat "$work/err"
  expect "exit code" "$code" 130
  expect "bytes on standard output" "$(wc -c <"$work/out")" 0
  no_process_left
}

other_manager() {
  docker node promote "${workers[0]}"
  wait_for 30 launches_on "${workers[0]}"
  code=0
  DOCKER_HOST=$(node host "${workers[0]}") $swarm run "${describe[@]}" --format json >"$work/out" || code=$?
  docker node demote "${workers[0]}"
  expect "exit code" "$code" 0
  expect "ranks" "$(jq .run.ranks "$work/out")" 3
  same_json "$work/out" "$work/sample.json"
  # Swarm takes its time to believe that a manager is none any more.
  wait_for 30 is_worker "${workers[0]}"
}

launches_on() { [[ -n $(container launcher "$1") ]] && on "$1" node ls; }
is_worker() { [[ $(on "$1" info --format '{{.Swarm.ControlAvailable}}') == false && -z $(container launcher "$1") ]]; }
