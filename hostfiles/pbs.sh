#!/bin/bash
# A batch job for PBS (OpenPBS, PBS Professional, Torque): every statistic of a column, by as many ranks as the job has
# processes. Its logic is tested with the variables that PBS sets; it hasn't been run under a PBS server yet.
#
#     qsub -v FILE=/mnt/shared/data.csv,COLUMN=ValorObservado pbs.sh
#
# The result is caudal-JOB.json, in the directory where qsub was called; it appears complete or not at all. Messages are
# in PBS's output file. The job's exit code is Caudal's, or 124 if it was stopped because its time was nearly up.
#
# Change to suit your cluster and file. Torque says nodes=2:ppn=4 instead of the select.
#PBS -N caudal
#PBS -l select=2:ncpus=4:mpiprocs=4:mem=4gb
#PBS -l walltime=00:30:00
#PBS -j oe
set -u

file=${FILE:-}
column=${COLUMN:-}
# More options of caudal describe, such as (--window 24).
options=()
# The walltime above, in seconds. Torque gives it by itself.
walltime=${PBS_WALLTIME:-1800}

# Where software comes as modules:
# module load openmpi caudal
caudal=${CAUDAL:-caudal}

if [ -z "$file" ] || [ -z "$column" ]; then
  echo "caudal: say which file and column: qsub -v FILE=…,COLUMN=… pbs.sh" >&2
  exit 64
fi
if [ "$walltime" -le 60 ]; then
  echo "caudal: the job stops itself 60 s before its walltime, so it needs more than $walltime s" >&2
  exit 64
fi
cd "$PBS_O_WORKDIR" || exit 66
result=caudal-${PBS_JOBID%%.*}.json

# PBS_NODEFILE has a line for each process. Where Open MPI was built with PBS's library (`ompi_info` lists "plm: tm"),
# it would know by itself; elsewhere it reaches the other nodes by ssh. It would bind the ranks to cores,
# and choose the same ones for every job on a node.
launch=(mpirun --bind-to none --hostfile "$PBS_NODEFILE")

# PBS gives no warning before the limit; timeout does, and ends with 124. In the background, as bash does nothing about
# a signal while a program runs in the foreground.
timeout --kill-after=30 $((walltime - 60)) \
  "${launch[@]}" "$caudal" describe "$file" --column "$column" --format json --output "$result" "${options[@]}" &
ranks=$!

stopped=
# What qdel sends.
trap 'stopped=143; kill -TERM "$ranks" 2>/dev/null' TERM

# A signal ends a wait before the ranks have ended.
while kill -0 "$ranks" 2>/dev/null; do wait "$ranks"; done
wait "$ranks"
code=$?
if [ -n "$stopped" ] && [ "$code" -ne 0 ]; then
  echo "caudal: stopped without a result: the job was deleted" >&2
  code=$stopped
elif [ "$code" -eq 124 ]; then
  echo "caudal: stopped without a result: the time limit is near; qsub -l walltime=… asks for more" >&2
fi
exit "$code"
