#!/usr/bin/env bash
# forecast.sh on a Docker Swarm whose stack is up: from two zipped tables of many cities, in the shared directory, to the next
# days of one city, answered by replicas behind one port. What forecast.sh writes into its folder is in /mnt/results.
#
#   forecast-swarm.sh CITY [postgresql://user@host/weather?passfile=/mnt/shared/pgpass]
#
# CAUDAL_SWARM says where caudal-swarm is, FORECASTS where the port is reached: http://localhost:8080 on any node, or several
# addresses, of which some answer.
set -euo pipefail
city=$1
database=${2:-}
swarm=${CAUDAL_SWARM:-caudal-swarm}

# A city a column becomes a city a row; an hour that stands there twice stays once.
for kind in temperature humidity; do
  "$swarm" run select "/mnt/shared/$kind.csv.zip" --unpivot '* except (datetime)' --into "city,$kind" --distinct \
    --output "/mnt/results/$kind.csv"
done

# Both side by side, on a grid of hours; gaps of up to three hours are filled.
readings=(select /mnt/results/temperature.csv --join /mnt/results/humidity.csv --on 'city, datetime' --expect-unique
  --columns 'datetime, city, temperature - 273.15 as celsius, humidity'
  --every 1h --time datetime --by city --fill linear --max-gap 3h)
"$swarm" run "${readings[@]}" --output /mnt/results/weather.csv

# Readings come from the database if one is named.
table=/mnt/results/weather.csv
if [ -n "$database" ]; then
  "$swarm" run "${readings[@]}" --output "$database" --table readings --primary-key city,datetime
  case $database in
    *\?*) table="$database&table=readings" ;;
    *) table="$database?table=readings" ;;
  esac
fi

# Old clients call them v1 and v2.
"$swarm" forecast train --model 'arima --order 2,0,1 --fourier 24:2' --model 'ar --lags 1-3 --fourier 24:2' \
  "$table" --where "city = '$city'" --columns 'celsius as temperature, humidity' --time datetime --every 1h
for model in arima ar; do
  "$swarm" run forecast --models "/mnt/results/models/current/$model" --horizon 24,48,72 --format csv \
    --output "/mnt/results/$model.csv"
done

"$swarm" forecast up
for version in v1 v2; do
  for address in ${FORECASTS:-http://localhost:8080}; do
    curl -sf "$address/$version/prediction/24" >"$version.json" && break
  done
  echo "$version.json: $(head -c 73 "$version.json")…"
done
