# shellcheck shell=bash
# Cases: forecasts, from files to answers over HTTP.

readonly city='San Francisco'

# The weather exercise on this machine, to compare with, and what the Swarm is to make of the same files.
prepare_weather() {
  [[ ! -e $work/direct/v2.json ]] || return 0
  rm -rf "$work/direct"
  mkdir "$work/direct"
  CAUDAL=$(realpath "$caudal") Documentation/Examples/forecast.sh "$work/direct" "$city" 2>/dev/null
  cp Documentation/Examples/{temperature,humidity}.csv.zip "$folder/"
}

addresses() { docker node inspect --format '{{.Status.Addr}}' "${all_nodes[@]}"; }

# answer PATH: what the first replica says that listens
answer() {
  local address
  for address in $(addresses); do
    node reach curl -sf --max-time 10 "http://$address:8080$1" 2>/dev/null && return
  done
  fail "nobody answers $1"
}

answer_head() {
  local address
  for address in $(addresses); do
    node reach curl -sfI --max-time 10 "http://$address:8080$1" 2>/dev/null && return
  done
}

answers_with() { [[ $(answer "$1") == "$(cat "$2")" ]]; }
current() { readlink "$folder/results/models/current"; }

# same_files FOLDER OTHER: the same names, and the same bytes in each
same_files() { diff --recursive --brief "$1" "$2"; }

wrong_forecasts() {
  local words
  while IFS='|' read -ra words; do
    code=0
    $swarm forecast "${words[@]}" >"$work/out" 2>"$work/err" || code=$?
    echo "${words[*]}: $(cat "$work/err")"
    expect "exit code" "$code" 64
    expect "lines of error" "$(wc -l <"$work/err")" 1
  done <<'END'
nonsense
train
train|--nonsense
train|--model|ar|--model|ar --lags 1-3|/mnt/shared/f.csv
train|/mnt/shared/f.csv|--model|ar
train|/mnt/shared/f.csv|--save|folder
train|-
update|--model|ar|/mnt/shared/f.csv
up|--publish|nowhere
up|--models|AR;
up|--replicas|0
status|--nonsense
END
  for words in '' train update up status logs down; do
    # shellcheck disable=SC2086 # no word, no argument
    $swarm forecast $words --help | grep '^usage: caudal-swarm forecast' || fail "$words has no usage"
  done
}

no_models() {
  for words in status up 'update /mnt/shared/f.csv --every 1h'; do
    code=0
    # shellcheck disable=SC2086 # words
    $swarm forecast $words >"$work/out" 2>"$work/err" || code=$?
    cat "$work/err"
    expect "exit code" "$code" 66
    grep -q 'no models.* yet; caudal-swarm forecast train makes them' "$work/err" || fail "it is not said how to get some"
  done
}

# The documented script, with a database; the bytes are those of the script for one machine.
first_answer() {
  local database file
  prepare_weather
  database=$(node database secret)
  printf '*:*:*:caudal:secret\n' >"$folder/pgpass"
  chown 1000:1000 "$folder/pgpass"
  chmod 600 "$folder/pgpass"
  mkdir -p "$work/swarm"
  CAUDAL_SWARM=$PWD/$swarm FORECASTS=$(addresses | sed 's|.*|http://&:8080|' | paste -s -d ' ' -) \
    node reach env --chdir "$work/swarm" "$PWD/Documentation/Examples/forecast-swarm.sh" "$city" \
    "$database?passfile=/mnt/shared/pgpass"
  cmp "$work/swarm/v1.json" "$work/direct/v1.json"
  cmp "$work/swarm/v2.json" "$work/direct/v2.json"
  for file in temperature.csv humidity.csv weather.csv; do cmp "$folder/results/$file" "$work/direct/$file"; done
  # Models come by their names, series by their columns.
  for file in arima.csv ar.csv; do diff <(sort "$folder/results/$file") <(sort "$work/direct/$file"); done
  same_files "$folder/results/models/current/" "$work/direct/models"
}

# A replica can write nothing, and has no right that root would have.
replicas_are_locked() {
  local name id
  name=$(docker service ps --filter desired-state=running --format '{{.Node}}' ${stack}_serve | head -n 1)
  id=$(container serve "$name")
  expect "user" "$(on "$name" exec "$id" id -u)" 1000
  expect "capabilities" "$(on "$name" exec "$id" grep -E '^Cap(Prm|Eff|Bnd)' /proc/1/status | awk '{print $2}' | sort -u)" 0000000000000000
  # shellcheck disable=SC2016 # for the shell in the replica
  expect "what can be written" "$(on "$name" exec "$id" sh -c \
    'for file in /tmp/file /home/caudal/file /mnt/results/file; do if (echo >$file) 2>/dev/null; then echo $file; fi; done')" ""
  on "$name" exec "$id" test -r /mnt/results/models/current/ar/humidity.json
  if on "$name" exec "$id" ls /mnt/shared /run/secrets; then fail "there is more than it needs"; fi
}

# Asks all the time, from a start to a stop; what came of it is in $work/asked.json.
start_asking() {
  local -a nodes
  mapfile -t nodes < <(addresses)
  rm -f "$work/stop"
  mkfifo "$work/stop"
  node reach python3 swarm/cases/ask.py 8080 "${nodes[@]}" <"$work/stop" >"$work/asked.json" 2>"$work/asked.err" &
  asking=$!
  exec 5>"$work/stop"
}

stop_asking() {
  exec 5>&-
  wait "$asking"
  cat "$work/asked.err"
  jq -c 'del(.bodies)' "$work/asked.json"
  expect "errors" "$(jq -c .errors "$work/asked.json")" '[]'
  remark "$(jq .answers "$work/asked.json") answers"
}

serving_tasks() { docker service ps --no-trunc --quiet --filter desired-state=running ${stack}_serve | sort; }

# Every replica is started anew, with another setting, while clients ask: some at the nodes' ports, and one where the routing
# mesh asks, the tasks that Swarm lists.
rolling_update() {
  local before by_name outcome=0
  before=$(serving_tasks)
  start_asking
  mkfifo "$work/stop_names"
  docker run --rm --interactive --network ${stack}_web --entrypoint bash "$CAUDAL_IMAGE" -c "$(cat swarm/cases/ask_names)" \
    <"$work/stop_names" >"$work/asked_names" 2>&1 5>&- &
  by_name=$!
  exec 6>"$work/stop_names"
  $swarm forecast up --max-age 30 --restart 5>&- 6>&- || outcome=$?
  exec 6>&-
  wait "$by_name"
  stop_asking
  expect "exit code" "$outcome" 0
  remark "$(tail -n 1 "$work/asked_names") at the tasks"
  expect "failures at the tasks" "$(sed '$d' "$work/asked_names")" ""
  expect "tasks that stayed" "$(comm -12 <(echo "$before") <(serving_tasks) | wc -l)" 0
  expect "header" "$(answer_head /v1/prediction/24 | grep -ci '^cache-control: max-age=30')" 1
  expect "nodes that answered" "$(jq '.addresses | length' "$work/asked.json")" 3
  expect "bodies" "$(jq -c '[.bodies[] | length]' "$work/asked.json")" '[1,1]'
  expect "body of v1" "$(jq -r '.bodies["/v1/prediction/24"][0]' "$work/asked.json")" "$(cat "$work/direct/v1.json")"
}

# The line of the README for cron, as cron runs it, while clients ask.
retraining() {
  local line before
  before=$(current)
  line=$(sed -n "s|^17 3 \* \* \*  *root  *||p" swarm/README.md)
  [[ -n $line ]] || fail "no line for cron in swarm/README.md"
  # Where the README has its names, the test has its own.
  line=${line//\/usr\/local\/bin\/caudal-swarm/$PWD/$swarm}
  line=${line//\/var\/log\//$work/}
  line=${line//\/run\/lock\//$work/}
  # A new day has come.
  rows_behind 2012-10-05 15.5 >>"$folder/results/weather.csv"
  start_asking
  code=0
  env -i HOME=/root SHELL=/bin/sh PATH=/usr/bin:/bin DOCKER_HOST="$DOCKER_HOST" CAUDAL_STACK="$stack" sh -c "$line" || code=$?
  cat "$work"/caudal-train.log
  expect "exit code" "$code" 0
  [[ $(current) != "$before" ]] || fail "the models are those from before"
  train_directly
  wait_for 20 answers_with /v1/prediction/24 "$work/again/v1.json"
  wait_for 20 answers_with /v2/prediction/24 "$work/again/v2.json"
  # Each replica looks once a second.
  sleep 2
  stop_asking
  same_files "$folder/results/models/current/" "$work/again/models"
  expect "sets that are kept" "$(find "$folder/results/models" -mindepth 1 -maxdepth 1 -type d | wc -l)" 2
  expect "bodies" "$(jq -c '[.bodies[] | length]' "$work/asked.json")" '[2,2]'
  expect "first body of v1" "$(jq -r '.bodies["/v1/prediction/24"][0]' "$work/asked.json")" "$(cat "$work/direct/v1.json")"
  expect "second body of v1" "$(jq -r '.bodies["/v1/prediction/24"][1]' "$work/asked.json")" "$(cat "$work/again/v1.json")"
}

# rows_behind DAY CELSIUS: some rows of another day
rows_behind() {
  local hour
  for hour in 12 13 14 15; do echo "$1 $hour:00:00,$city,$2,8$((hour % 7))"; done
}

# What the line for cron does, on this machine: the models, and the answers of a server.
train_directly() {
  local model version port='' server
  local -a words
  mkdir "$work/again"
  for model in 'arima --order 2,0,1 --fourier 24:2' 'ar --lags 1-3 --fourier 24:2'; do
    read -ra words <<<"$model"
    "$caudal" forecast "$folder/results/weather.csv" --where "city = '$city'" --columns 'celsius as temperature, humidity' \
      --time datetime --every 1h --model "${words[@]}" --save "$work/again/models/${words[0]}" >/dev/null
  done
  "$caudal" serve --models "$work/again/models/arima" --models "$work/again/models/ar" --port 0 2>"$work/server.log" &
  server=$!
  wait_for 20 grep 'models loaded' "$work/server.log"
  port=$(sed -n 's/.*listening at .*, port //p' "$work/server.log")
  for version in v1 v2; do curl -sSf "http://127.0.0.1:$port/$version/prediction/24" >"$work/again/$version.json"; done
  kill "$server"
  wait "$server"
}

# Both a training that fails at once, and one that fails at its second model.
failed_training() {
  local before file wanted
  before=$(current)
  for file in nothing weather; do
    code=0
    $swarm forecast train --model 'ar --lags 1-3' --model 'arima --order 99,0,1' "/mnt/results/$file.csv" --where "city = '$city'" \
      --columns celsius --time datetime --every 1h >"$work/out" 2>"$work/err" || code=$?
    cat "$work/err"
    wanted=65
    [[ $file == weather ]] || wanted=66
    expect "exit code" "$code" "$wanted"
    grep -q 'the models from before stay' "$work/err" || fail "it is not said that the models stay"
    expect "set of models" "$(current)" "$before"
  done
  expect "sets that were begun" "$(find "$folder/results/models" -maxdepth 1 -name '.*' -mindepth 1 | wc -l)" 0
  answers_with /v1/prediction/24 "$work/again/v1.json"
  code=0
  $swarm forecast train --model ar /mnt/results/weather.csv --every 1h >"$work/out" 2>"$work/err" || code=$?
  cat "$work/err"
  expect "exit code without what is served" "$code" 64
}

# New rows, and the models that are there.
models_go_on() {
  local kind
  local -a arguments=(--where "city = '$city'" --columns 'celsius as temperature, humidity' --time datetime --every 1h)
  { cat "$folder/results/weather.csv"; rows_behind 2012-10-06 12.5; } >"$folder/more.csv"
  $swarm forecast update /mnt/shared/more.csv "${arguments[@]}"
  for kind in arima ar; do
    "$caudal" forecast "$folder/more.csv" "${arguments[@]}" --models "$work/again/models/$kind" \
      --save "$work/more/$kind" >/dev/null
  done
  same_files "$folder/results/models/current/" "$work/more"
  if diff -rq "$work/more" "$work/again/models" >/dev/null; then fail "nothing has changed"; fi
}

# An image that isn't there: what serves goes on.
taken_back() {
  local before
  before=$(serving_tasks)
  start_asking
  code=0
  $swarm forecast up --image caudal:nothing >"$work/out" 2>"$work/err" || code=$?
  stop_asking
  cat "$work/err"
  expect "exit code" "$code" 69
  grep -q 'was taken back, and what was there before goes on: .*No such image: caudal:nothing' "$work/err" || fail "no reason is given"
  expect "tasks" "$(serving_tasks)" "$before"
  $swarm forecast status
}

forecasts_end() {
  local name
  $swarm forecast down
  expect "services" "$(docker service ls --filter "label=com.docker.stack.namespace=$stack" --format '{{.Name}}' | sort | paste -s -d ' ' -)" \
    "${stack}_launcher ${stack}_ranks"
  expect "networks" "$(docker network ls --format '{{.Name}}' | grep "^$stack")" "${stack}_mpi"
  [[ -d $folder/results/models/current ]] || fail "the models are gone"
  $swarm forecast down
}
