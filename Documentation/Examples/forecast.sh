#!/usr/bin/env bash
# From two zipped tables of many cities to the next days of one city, over HTTP: joins them (weather.sh), fits models,
# keeps them, serves them, and asks for 24 hours as old clients do.
#
#   forecast.sh FOLDER CITY [postgresql://user@host/weather]
#
# CAUDAL says how the program is started: caudal, or 'mpirun -n 3 caudal'. The server is one process, without a launcher.
set -euo pipefail
city=$2
database=${3:-}
"$(dirname "$0")/weather.sh" "$1" ${database:+"$database"}
cd "$1"
read -ra caudal <<<"${CAUDAL:-caudal}"

# Readings come from the database if one is named.
readings=weather.csv
case $database in
  '') ;;
  *\?*) readings="$database&table=readings" ;;
  *) readings="$database?table=readings" ;;
esac

# Old clients call them v1 and v2.
for model in 'arima --order 2,0,1 --fourier 24:2' 'ar --lags 1-3 --fourier 24:2'; do
  read -ra options <<<"$model"
  "${caudal[@]}" forecast "$readings" --where "city = '$city'" --columns 'celsius as temperature, humidity' \
    --time datetime --every 1h --horizon 24,48,72 --model "${options[@]}" --save "models/${options[0]}" \
    --format csv --output "${options[0]}.csv"
done

"${caudal[-1]}" serve --models models/arima --models models/ar --port 0 2>server.log &
server=$!
trap 'kill $server; wait $server' EXIT
port=''
for _ in $(seq 300); do
  port=$(sed -n 's/.*listening at .*, port //p' server.log)
  if [ -n "$port" ] && curl -sf "http://127.0.0.1:$port/readyz" >ready.json; then break; fi
  sleep 0.1
done
for version in v1 v2; do curl -sSf "http://127.0.0.1:$port/$version/prediction/24" >"$version.json"; done
