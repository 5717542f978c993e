# shellcheck shell=bash
# shellcheck disable=SC2154 # some variables are those of hostfiles/test and the other files here
# Cases: slurm.sbatch, and what can be wrong with a job.

# submit ARGUMENT OF sbatch...: prints the job's number
submit() {
  sbatch --parsable --chdir="$work/jobs" "$@"
}

# finish JOB STATE EXIT_CODE: waits for its end, which must be this; leaves $log and $result
finish() {
  log=$work/jobs/caudal-$1.log
  result=$work/jobs/caudal-$1.json
  wait_for 100 has_ended "$1"
  cat "$log"
  expect state "$(job_field "$1" JobState)" "$2"
  expect "exit code" "$(job_field "$1" ExitCode)" "$3"
}

job_field() { scontrol --oneliner show job "$1" | grep -oP "(?<= $2=)\S+"; }
has_ended() { [[ ! $(job_field "$1" JobState) =~ ^(PENDING|RUNNING|COMPLETING|CONFIGURING)$ ]]; }
is_running() { [[ $(job_field "$1" JobState) == RUNNING ]]; }

# The script with the other way to start the ranks, changed as its comment says.
srun_script() {
  sed -e 's/^launch=(mpirun/# &/' -e 's/^# \(launch=(srun\)/\1/' "$files/slurm.sbatch" >"$work/srun.sbatch"
  grep -q '^launch=(srun' "$work/srun.sbatch" || fail "the script doesn't show srun any more"
  echo "$work/srun.sbatch"
}

# succeed RANKS HOSTS ARGUMENT OF sbatch...
succeed() {
  local ranks=$1 hosts=$2
  shift 2
  finish "$(submit "$@" "$sample" "$column")" COMPLETED 0:0
  expect "bytes of messages" "$(wc -c <"$log")" 0
  same_json "$result" "$ranks" "$hosts"
}

two_tasks() { succeed 2 node1 --nodelist=node1 --ntasks=2 "$files/slurm.sbatch"; }
seven_tasks() { succeed 7 node1 --nodelist=node1 --ntasks=7 "$files/slurm.sbatch"; }
three_nodes() { succeed 6 "node1 node2 node3" --nodes=3 --ntasks=6 "$files/slurm.sbatch"; }
by_srun() { succeed 3 node1 --nodelist=node1 --ntasks=3 "$(srun_script)"; }
by_srun_on_nodes() { succeed 6 "node1 node2 node3" --nodes=3 --ntasks=6 "$(srun_script)"; }

passes_options() {
  finish "$(submit "$files/slurm.sbatch" "$sample" "$column" --window 24 --null "not there")" COMPLETED 0:0
  expect ranks "$(jq .run.ranks "$result")" 4
  expect window "$(jq '.columns[0].rolling_variance.window' "$result")" 24
  expect "missing texts" "$(jq -c .definitions.missing "$result")" '["","not there"]'
}

no_launcher() {
  finish "$(submit --nodelist=node1 --ntasks=4 --output=caudal-%j.log --wrap="'$caudal' describe '$sample' --column $column --format json \
    --output caudal-\$SLURM_JOB_ID.json")" COMPLETED 0:0
  same_json "$result" 1 node1
}

# refuse EXIT_CODE PATTERN ARGUMENT OF sbatch...: one line in the log, and no result
refuse() {
  local code=$1 text=$2
  shift 2
  finish "$(submit "$@")" FAILED "$code:0"
  expect_line "$log" "$text"
  expect_no_file "$result"
}

no_arguments() { refuse 64 'sbatch slurm.sbatch FILE COLUMN' "$files/slurm.sbatch"; }
wrong_column() { refuse 64 'no column "Nothing"' "$files/slurm.sbatch" "$sample" Nothing; }
wrong_path() { refuse 66 '/nothing.csv: No such file' "$files/slurm.sbatch" /nothing.csv "$column"; }

missing_program() {
  local job
  job=$(CAUDAL=/no/caudal submit "$files/slurm.sbatch" "$sample" "$column")
  wait_for 100 has_ended "$job"
  expect state "$(job_field "$job" JobState)" FAILED
  grep -qx 'Executable: /no/caudal' "$work/jobs/caudal-$job.log" || fail "mpirun doesn't say what is missing"
}

bad_data() {
  refuse 65 'row 2, byte [0-9]+.*not a number' --ntasks=3 "$files/slurm.sbatch" "$sample" Municipio
  finish "$(submit --ntasks=3 "$(srun_script)" "$sample" Municipio)" FAILED 65:0
  expect_line "$log" 'row 2, byte [0-9]+.*not a number'
  expect_no_file "$result"
}

srun_without_pmi() {
  finish "$(submit --ntasks=3 --output=caudal-%j.log \
    --wrap="srun --mpi=none '$caudal' describe '$sample' --column $column --output caudal-\$SLURM_JOB_ID.json")" FAILED 64:0
  expect_line "$log" 'srun started 3 processes without PMIx.*mpirun.*srun --mpi=pmix'
  expect_no_file "$result"
}

srun_harmless() {
  srun --ntasks=3 --mpi=none "$caudal" describe --help >"$work/help"
  "$caudal" describe --help >"$work/help_direct"
  diff "$work/help" "$work/help_direct"
  srun --nodelist=node1 --ntasks=1 --mpi=none "$caudal" describe "$sample" --column "$column" --format json >"$work/one.json"
  same_json "$work/one.json" 1 node1
}

# Served in a batch job, and asked there.
page_of_job() {
  # shellcheck disable=SC2016 # for the job's shell
  printf '%s\n' '#!/bin/bash' '"$1" status --port 0 --history jobs-of-nobody 2>page & server=$!' \
    'for look in {1..100}; do grep -q "/?" page && break; sleep 0.1; done' \
    'port=$(grep -oE ":[0-9]+/" page | tr -d :/)' \
    'exec 3<>"/dev/tcp/127.0.0.1/$port"' \
    'printf "GET /jobs.json?%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" "$(grep -o "token=.*" page)" >&3' \
    'tail -n 1 <&3' 'kill $server' 'wait $server' >"$work/page.sbatch"
  finish "$(submit --nodes=3 --ntasks=3 --output=caudal-%j.log "$work/page.sbatch" "$caudal")" COMPLETED 0:0
  expect nodes "$(jq -c '[.source, .nodes[].name]' "$log")" '["batch job","node1","node2","node3"]'
}
