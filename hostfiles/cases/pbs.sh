# shellcheck shell=bash
# shellcheck disable=SC2154 # some variables are those of hostfiles/test and the other files here
# Cases: pbs.sh, run by bash with the variables that PBS sets. There is no PBS server in these tests.

pbs_script=$files/pbs.sh

# pbs VARIABLE=VALUE...: leaves $code, also in $work/code, $result, and the messages in $work/err
pbs() {
  result=$work/jobs/caudal-12.json
  code=0
  printf 'localhost\nlocalhost\n' >"$work/nodes"
  env PBS_JOBID=12.server PBS_O_WORKDIR="$work/jobs" PBS_NODEFILE="$work/nodes" "$@" \
    bash "$pbs_script" >"$work/err" 2>&1 || code=$?
  echo "$code" >"$work/code"
  cat "$work/err"
}

pbs_two_ranks() {
  pbs FILE="$sample" COLUMN="$column"
  expect "exit code" "$code" 0
  expect "bytes of messages" "$(wc -c <"$work/err")" 0
  same_json "$result" 2 node1
  rm "$result"
}

pbs_usage() {
  pbs FILE="$sample"
  expect "exit code" "$code" 64
  expect_line "$work/err" 'qsub -v FILE=…,COLUMN=… pbs.sh'
  pbs FILE="$sample" COLUMN="$column" PBS_WALLTIME=60
  expect "exit code" "$code" 64
  expect_line "$work/err" 'more than 60 s'
}

pbs_bad_data() {
  pbs FILE="$sample" COLUMN=Municipio
  expect "exit code" "$code" 65
  expect_line "$work/err" 'row 2, byte [0-9]+.*not a number'
  expect_no_file "$result"
}

# The script with options that make every byte be read by itself, added where it says.
slow_pbs_script() {
  sed "s/^options=()/options=(${slow[*]})/" "$files/pbs.sh" >"$work/slow_pbs.sh"
  grep -q '^options=(--' "$work/slow_pbs.sh" || fail "the script has no options any more"
  pbs_script=$work/slow_pbs.sh
}

pbs_near_limit() {
  slow_pbs_script
  pbs FILE="$(long_file pbs_near)" COLUMN="$column" PBS_WALLTIME=65
  expect "exit code" "$code" 124
  expect_line "$work/err" 'stopped without a result: the time limit is near; qsub -l walltime=… asks for more$'
  expect_no_file "$result"
  wait_for 5 no_process_left "$work/pbs_near.csv"
}

pbs_deleted() {
  local file
  file=$(long_file pbs_deleted)
  slow_pbs_script
  pbs FILE="$file" COLUMN="$column" &
  wait_for 20 ranks_work_on 2 "$file"
  # As qdel does.
  kill -TERM "$(pgrep --full "^bash $pbs_script")"
  wait $!
  expect_line "$work/err" 'stopped without a result: the job was deleted$'
  expect "exit code" "$(cat "$work/code")" 143
  expect_no_file "$work/jobs/caudal-12.json"
  wait_for 5 no_process_left "$file"
}
