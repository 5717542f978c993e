# shellcheck shell=bash
# shellcheck disable=SC2154 # some variables are those of hostfiles/test and the other files here
# Cases: jobs that end before their time, or at it.

# Submitted at the start, because Slurm's limits count in minutes; the other cases run meanwhile. The warning comes up
# to a minute earlier than asked for, by Slurm's rules.
start_limited_jobs() {
  near_job=$(submit_limited near --signal=B:USR1@20 "$files/slurm.sbatch")
  near_srun_job=$(submit_limited near_srun --signal=B:USR1@20 "$(srun_script)")
  # A signal that does nothing, in place of the warning.
  over_job=$(submit_limited over --signal=B:URG@1 "$files/slurm.sbatch")
}

# submit_limited NAME ARGUMENT OF sbatch...: a job of a minute, whose ranks stand still to leave the processors to the
# other cases
submit_limited() {
  local file
  file=$(long_file "$1")
  shift
  submit --time=1 --nodelist=node3 --ntasks=2 "$@" "$file" "$column" "${slow[@]}"
  wait_for 20 ranks_work_on 2 "$file" >&2
  ranks_of "$file" | xargs kill -STOP
}

ended_without_result() {
  expect_no_file "$result"
  # Nor what would have become the result.
  expect "files of the job" "$(find "$work/jobs" -name "caudal-$1.*")" "$log"
  wait_for 5 no_process_left "$2"
}

near_limit() {
  finish "$near_job" FAILED 124:0
  expect_line "$log" 'stopped without a result: the time limit is near; sbatch --time=… asks for more$'
  ended_without_result "$near_job" "$work/near.csv"
}

near_limit_by_srun() {
  finish "$near_srun_job" FAILED 124:0
  expect_line "$log" 'stopped without a result: the time limit is near; sbatch --time=… asks for more$'
  ended_without_result "$near_srun_job" "$work/near_srun.csv"
}

over_limit() {
  finish "$over_job" TIMEOUT 143:0
  grep -q 'DUE TO TIME LIMIT' "$log" || fail "the log doesn't say why"
  grep -q '^caudal: stopped without a result' "$log" || fail "the script didn't end by itself"
  ended_without_result "$over_job" "$work/over.csv"
}

cancelled() {
  local job file
  file=$(long_file cancelled)
  job=$(submit --ntasks=3 "$files/slurm.sbatch" "$file" "$column" "${slow[@]}")
  wait_for 20 ranks_work_on 3 "$file"
  is_running "$job"
  scancel "$job"
  # The script's own exit code arrives, as it ends by itself.
  finish "$job" CANCELLED 143:0
  grep -q '^caudal: stopped without a result: the job was cancelled' "$log" || fail "the log doesn't say why"
  ended_without_result "$job" "$file"
}

killed_rank() {
  local job file
  file=$(long_file killed)
  job=$(submit --nodelist=node1 --ntasks=3 "$files/slurm.sbatch" "$file" "$column" "${slow[@]}")
  wait_for 20 ranks_work_on 3 "$file"
  kill -KILL "$(pgrep --full --newest -- "^$caudal describe $file")"
  finish "$job" FAILED 137:0
  grep -q 'on node node1 exited on signal 9' "$log" || fail "the log doesn't say why"
  ended_without_result "$job" "$file"
}
