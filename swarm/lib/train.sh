# shellcheck shell=bash
# caudal-swarm forecast train, and update

forecast_train_usage() {
  cat <<'END'
usage: caudal-swarm forecast train [OPTION...] [--] FILE... [ARGUMENT OF caudal forecast...]

Runs `caudal forecast FILE...` on all ranks, once for each model, and keeps the models in the directory of results. When all
of them are whole, they take the place of those before, all at once; the replicas notice it by themselves. If anything
fails, those before stay. For example:

  caudal-swarm forecast train --model 'arima --order 2,0,1 --fourier 24:2' --model 'ar --lags 1-3' \
    /mnt/shared/hours.csv --every 1h

  --model WORDS      the kind of model, and its options; may be repeated (default: arima, and ar)
  --retries N, --settle SECONDS, --timeout SECONDS, --verbose, --stack NAME
                     as for caudal-swarm run; the time is that of one model
END
}

forecast_update_usage() {
  cat <<'END'
usage: caudal-swarm forecast update [OPTION...] [--] FILE... [ARGUMENT OF caudal forecast...]

Lets the models that are served go on with the rows of FILE... behind their ends, without fitting them again, and puts them in
the place of those before, all at once. The arguments are those that they were trained with, but for --model. Series
without new rows stay as they are. For example:

  caudal-swarm forecast update /mnt/shared/hours.csv --every 1h

  --retries N, --settle SECONDS, --timeout SECONDS, --verbose, --stack NAME
                     as for caudal-swarm run; the time is that of one model
END
}

# Sets `kinds`, the words of each model; `job`, the arguments of caudal; and what `run` wants to be told.
parse_train() {
  local action=$1
  local -a options=()
  kinds=()
  shift
  while [[ $# -gt 0 ]]; do
    case $1 in
      -h | --help) "forecast_${action}_usage"; exit 0 ;;
      --model | --model=*)
        [[ $action == train ]] || die "$exit_usage" "forecast update: --model is about new models; update goes on with those there are"
        option_value "$@"
        kinds+=("$value")
        shift "$used"
        ;;
      --verbose) options+=("$1"); shift ;;
      --retries | --retries=* | --settle | --settle=* | --timeout | --timeout=* | --stack | --stack=*)
        option_value "$@"
        options+=("${@:1:used}")
        shift "$used"
        ;;
      --) shift; break ;;
      -*) die "$exit_usage" "forecast $action: unknown option $1; options of caudal come after the first file" ;;
      *) break ;;
    esac
  done
  [[ $# -gt 0 ]] || die "$exit_usage" "forecast $action: name the file, such as: /mnt/shared/hours.csv --every 1h"
  require_trainable "$action" "$@"
  parse_run "${options[@]}" -- "$@"
}

# What a training decides itself can't be given.
require_trainable() {
  local action=$1 argument kind
  shift
  for argument in "$@"; do
    case $argument in
      --save | --save=* | --models | --models=* | --output | --output=* | -o | --format | --format=* | -)
        die "$exit_usage" "forecast $action: ${argument%%=*} is not for you to say here; caudal-swarm run forecast takes it"
        ;;
      --model | --model=*)
        die "$exit_usage" "forecast $action: --model comes before the file, such as --model 'ar --lags 1-3,24'"
        ;;
    esac
  done
  for kind in "${kinds[@]}"; do
    [[ $kind =~ ^[a-z][a-z-]*(\ |$) ]] || die "$exit_usage" "forecast $action: --model begins with a kind, such as ar, not \"$kind\""
  done
  [[ $(printf '%s\n' "${kinds[@]%% *}" | sort | uniq -d) == "" ]] ||
    die "$exit_usage" "forecast $action: one --model of each kind"
}

# What is served must be in the new set.
require_served() {
  local name
  serve_exists || return 0
  for name in $(serve_label models | tr , ' '); do
    [[ " ${kinds[*]%% *} " == *" $name "* ]] ||
      die "$exit_usage" "forecast train: the replicas serve $name, for which there is no --model; or: caudal-swarm forecast up --models"
  done
}

forecast_train() { train train "$@"; }
forecast_update() { train update "$@"; }

train() {
  local action=$1 kind
  local -a given words
  parse_train "$@"
  require_manager
  require_stack
  if [[ $action == train ]]; then
    [[ ${#kinds[@]} -gt 0 ]] || kinds=(arima ar)
    require_served
    new_set=$(models begin) || exit
  else
    new_set=$(models begin copy) || exit
    mapfile -t kinds < <(models list | sed 1d | cut -d ' ' -f 1)
  fi
  find_launcher
  given=("${job[@]}")
  output=$(mktemp)
  trap 'give_up' EXIT
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM HUP
  for kind in "${kinds[@]}"; do
    read -ra words <<<"$kind"
    job=(forecast "${given[@]}" --format csv --save "/mnt/results/models/$new_set/${words[0]}")
    if [[ $action == train ]]; then
      job+=(--model "${words[@]}")
    else
      job+=(--models "/mnt/results/models/current/${words[0]}")
    fi
    SECONDS=0
    run_job >/dev/null
  done
  models publish "$new_set" "${kinds[@]%% *}" >"$output" || exit
  new_set=
  say "the models of $(head -n 1 "$output") are in place: $(sed 1d "$output" | awk '{print $2, $1}' | paste -s -d , - | sed 's/,/, /g')"
}

# At the end: a set that was begun and isn't in its place goes.
give_up() {
  local code=$?
  trap - EXIT
  rm -f "$output"
  if [[ -n ${new_set:-} ]]; then
    (models discard "$new_set") || true
    say "the models from before stay"
  fi
  exit "$code"
}
