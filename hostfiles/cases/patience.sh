# shellcheck shell=bash
# shellcheck disable=SC2154 # some variables are those of hostfiles/test and the other files here
# Cases: hosts that freeze, and networks that fail, while a job runs.

# start_patient_job OPTION OF mpirun...: a rank on each node, and more work than there is time for. Sets `job`.
start_patient_job() {
  make_agent
  printf 'node%s slots=1\n' 1 2 3 >"$work/made"
  [[ -s $work/endless.csv ]] || { echo a,x,b && seq -f 'some text,%.1f,more text' 1000000; } >"$work/endless.csv"
  rm -f "$work/result"
  mpirun --mca plm_rsh_agent "$work/agent" --hostfile "$work/made" --timeout 90 \
    "$caudal" describe "$work/endless.csv" --column x --chunk-bytes 1 --patience 3s --output "$work/result" 2>"$work/said" &
  job=$!
  wait_for 30 ranks_work_on 3 "$work/endless.csv"
  # They have found each other, and read.
  sleep 2
}

# ends_with PATTERN: what the job comes to. mpirun can't end in order without the daemon of a node, and is killed.
ends_with() {
  local code=0
  wait "$job" || code=$?
  expect_line "$work/said" "$1"
  expect "exit code" "$code" 137
  expect_no_file "$work/result"
}

# The processes of a node.
processes_of() {
  local namespace process
  namespace=$(readlink "/proc/${holder[$1]}/ns/uts")
  for process in /proc/[0-9]*; do
    [[ $(readlink "$process/ns/uts" 2>/dev/null) != "$namespace" || ${process#/proc/} == "${holder[$1]}" ]] || echo "${process#/proc/}"
  done
}

# Launcher's daemon and rank: neither answers any more.
frozen_node() {
  local process
  start_patient_job
  mapfile -t frozen < <(pgrep --full -- "orted|^$caudal describe" | grep -xFf <(processes_of 3))
  expect "processes on node3" "$((${#frozen[@]} > 1))" 1
  kill -STOP "${frozen[@]}"
  ends_with 'no sign of life for 3 s from rank 2 on node3 \(reading rows\)'
  for process in "${frozen[@]}"; do kill -KILL "$process" 2>/dev/null || true; done
  wait_for 10 no_process_left "$work/endless.csv"
}

cut_cable() {
  start_patient_job
  ip link set node3 down
  ends_with 'no sign of life for 3 s from rank 2 on node3'
  ip link set node3 up
  wait_for 20 no_process_left "$work/endless.csv"
}
