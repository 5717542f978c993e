# shellcheck shell=bash
# shellcheck disable=SC2154 # the variables are those of hostfiles/test
# Three nodes in namespaces of this machine, joined by a network, and a Slurm on them.

# This process is on node1, which has the bridge that the others are plugged into.
start_nodes() {
  local number
  printf '127.0.0.1 localhost\n' >"$work/hosts"
  for number in 1 2 3; do printf '10.83.0.%d node%d tasks.ranks\n' "$number" "$number" >>"$work/hosts"; done
  mount --bind "$work/hosts" /etc/hosts
  hostname node1
  ip link set lo up
  ip link add nodes type bridge
  ip address add 10.83.0.1/24 dev nodes
  ip link set nodes up
  for number in 2 3; do start_node "$number"; done
}

# A process that sleeps holds a node's namespaces.
start_node() {
  local name=node$1
  unshare --net --uts sh -c "hostname $name; ip link set lo up; exec sleep infinity" &
  holder[$1]=$!
  wait_for 10 is_up "$1"
  ip link add "$name" type veth peer name eth0 netns "${holder[$1]}"
  ip link set "$name" master nodes up
  on "$1" ip address add "10.83.0.$1/24" dev eth0
  on "$1" ip link set eth0 up
}

declare -A holder=()
is_up() { [[ $(on "$1" hostname) == "node$1" ]]; }

# on NUMBER COMMAND...: on this node
on() {
  local number=$1
  shift
  if [[ $number -eq 1 ]]; then
    "$@"
  else
    nsenter --target "${holder[$number]}" --net --uts "$@"
  fi
}

# Eight tasks fit on a node, however many cores the machine has.
write_configuration() {
  cat >"$SLURM_CONF" <<END
ClusterName=caudal
SlurmctldHost=node1
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$work/slurm/munge.socket
StateSaveLocation=$work/slurm/state
SlurmdSpoolDir=$work/slurm/%n
TmpFS=$work/slurm/%n.tmp
SlurmctldPidFile=$work/slurm/slurmctld.pid
SlurmdPidFile=$work/slurm/%n.pid
SlurmctldLogFile=$work/slurm/slurmctld.log
SlurmdLogFile=$work/slurm/%n.log
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=2
MpiDefault=none
NodeName=node[1-3] CPUs=8 RealMemory=16000 State=UNKNOWN
PartitionName=all Nodes=node[1-3] Default=YES State=UP MaxTime=INFINITE
END
}

start_slurm() {
  export SLURM_CONF=$work/slurm/slurm.conf
  rm -rf "$work/slurm"
  # Real nodes have a directory for temporary files each; PMIx relies on that.
  mkdir -p "$work"/slurm/{state,node{1,2,3}.tmp}
  # Everybody may come to munge's socket, or munged refuses to make it.
  chmod 755 "$work" "$work/slurm"
  (umask 277 && head -c 1024 /dev/urandom >"$work/slurm/munge.key")
  write_configuration
  run_daemon munged --foreground --key-file="$work/slurm/munge.key" --socket="$work/slurm/munge.socket" \
    --pid-file="$work/slurm/munged.pid" --log-file="$work/slurm/munged.log" --seed-file="$work/slurm/munge.seed"
  wait_for 10 test -S "$work/slurm/munge.socket" || return 1
  run_daemon slurmctld -D
  local number
  for number in 1 2 3; do run_daemon on "$number" slurmd -D; done
  wait_for 20 all_idle
}

daemons=()
run_daemon() {
  "$@" >>"$work/slurm/output" 2>&1 &
  daemons+=($!)
}

all_idle() { [[ $(sinfo --noheader --Node --format %T) == $'idle\nidle\nidle' ]]; }

stop_slurm() {
  [[ ${#daemons[@]} -gt 0 ]] || return 0
  kill "${daemons[@]}" 2>/dev/null || true
  wait "${daemons[@]}" 2>/dev/null || true
  daemons=()
}

# Starting may be tried again, as it depends on how busy the machine is; what is tested isn't.
start_cluster() {
  local attempt
  start_nodes
  for attempt in 1 2 3; do
    if start_slurm; then return; fi
    echo "hostfiles/test: Slurm didn't start, attempt $attempt" >&2
    stop_slurm
  done
  tail -n 20 "$work"/slurm/output "$work"/slurm/*.log >&2 || true
  echo "hostfiles/test: Slurm doesn't start; its messages are above" >&2
  exit 1
}
