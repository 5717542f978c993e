# shellcheck shell=bash
# shellcheck disable=SC2154 # some variables are those of hostfiles/test and the other files here
# Cases: hostfiles, and the commands that make them.

# What mpirun calls in ssh's place: goes to the node's namespaces.
make_agent() {
  # shellcheck disable=SC2016 # the script's variables
  printf '%s\n' '#!/bin/bash' 'name=$1; shift' 'case $name in' \
    "node2 | 10.83.0.2) holder=${holder[2]} ;;" \
    "node3 | 10.83.0.3) holder=${holder[3]} ;;" \
    '*) echo "no such node: $name" >&2; exit 1 ;;' 'esac' \
    'exec nsenter --target "$holder" --net --uts bash -c "$*"' >"$work/agent"
  chmod +x "$work/agent"
}

# run_on HOSTFILE RANKS HOSTS OPTION OF mpirun...
run_on() {
  make_agent
  mpirun --mca plm_rsh_agent "$work/agent" --hostfile "$1" --timeout 60 "${@:4}" \
    "$caudal" describe "$sample" --column "$column" --format json >"$work/hosts.json"
  same_json "$work/hosts.json" "$2" "$3"
}

local_hosts() { run_on "$files/local" 4 node1; }
three_hosts() { run_on "$files/three-nodes" 12 "node1 node2 node3"; }

# Every node also has a network that leads nowhere, with the same address on each, as Docker makes it.
several_networks() {
  local number
  for number in 1 2 3; do
    on "$number" ip link add docker0 type bridge
    on "$number" ip address add 172.17.0.1/16 dev docker0
    on "$number" ip link set docker0 up
  done
  run_on "$files/three-nodes" 12 "node1 node2 node3" \
    --mca btl_tcp_if_include 10.83.0.0/24 --mca oob_tcp_if_include 10.83.0.0/24
  for number in 1 2 3; do on "$number" ip link delete docker0; done
}

# readme_says COMMAND: the command that is tested is the one that people read
readme_says() { grep -qF -- "$1" "$files/README.md" || fail "not in hostfiles/README.md: $1"; }

generated_by_slurm() {
  readme_says "srun hostname | sort | uniq -c | awk '{ print \$2 \" slots=\" \$1 }' >hosts"
  srun --nodes=3 --ntasks=5 hostname | sort | uniq -c | awk '{ print $2 " slots=" $1 }' >"$work/made"
  cat "$work/made"
  run_on "$work/made" 5 "node1 node2 node3"
  # shellcheck disable=SC2016 # the variable is for the reader's shell
  readme_says 'scontrol show hostnames "$SLURM_JOB_NODELIST" | sed '"'s/\$/ slots=1/' >hosts"
  scontrol show hostnames 'node[1-3]' | sed 's/$/ slots=1/' >"$work/made"
  run_on "$work/made" 3 "node1 node2 node3"
}

generated_by_names() {
  readme_says "getent ahostsv4 tasks.ranks | awk '{ print \$1 \" slots=1\" }' | sort -u >hosts"
  getent ahostsv4 tasks.ranks | awk '{ print $1 " slots=1" }' | sort -u >"$work/made"
  expect "addresses" "$(wc -l <"$work/made")" 3
  run_on "$work/made" 3 "node1 node2 node3"
}

# What is known of the job that rank 0, on node1, shows: asked from another node.
ask_status() {
  # shellcheck disable=SC2016 # the inner shell's arguments
  on 2 timeout 5 bash -c 'exec 3<>"/dev/tcp/10.83.0.1/$0" && printf "GET %s HTTP/1.1\r\nHost: 10.83.0.1\r\nConnection: close\r\n\r\n" "$1" >&3 &&
    cat <&3' "$port" "$1" | tr -d '\r' | sed '1,/^$/d'
}

# status_is FILTER: what jq says of the job's status
status_is() { ask_status "/status.json?token=$CAUDAL_STATUS_TOKEN" | jq --exit-status "$1"; }

# Rows come from a pipe, so that the job lasts as long as it is looked at.
watched_over_nodes() {
  local job port
  make_agent
  getent ahostsv4 tasks.ranks | awk '{ print $1 " slots=1" }' | sort -u >"$work/made"
  mkfifo "$work/rows"
  export CAUDAL_STATUS_TOKEN=0123456789abcdef
  # The silence of a cable that is soon mended is no end of the job.
  mpirun --mca plm_rsh_agent "$work/agent" --hostfile "$work/made" --timeout 60 \
    "$caudal" describe "$work/rows" --column x --format json --status 10.83.0.1:0 >"$work/watched.json" 2>"$work/watched" &
  job=$!
  exec 5>"$work/rows"
  { echo x && seq 300000; } >&5
  wait_for 20 grep -q 'status: http' "$work/watched"
  port=$(grep -oE ':[0-9]+/' "$work/watched" | tr -d :/)
  wait_for 20 status_is '[.ranks[] | select(.phase != null and .seconds_since_report < 3) | .host] == ["node1", "node2", "node3"]'
  expect "an answer without the token" "$(ask_status /status.json | jq .status)" 403
  ip link set node3 down
  wait_for 10 status_is '[.ranks[].mark] | .[2] == "silent" and .[1] != "silent"'
  ip link set node3 up
  wait_for 10 status_is '.ranks[2].seconds_since_report < 2'
  exec 5>&-
  wait "$job"
  expect "rows" "$(jq '.columns[0].rows' "$work/watched.json")" 300000
}
