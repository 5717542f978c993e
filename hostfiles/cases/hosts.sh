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
