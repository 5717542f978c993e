#!/usr/bin/env bash
# From two zipped tables of many cities to one table of hourly readings, as CSV, and in PostgreSQL if one is named.
#
#   weather.sh FOLDER [postgresql://user@host/weather]
#
# CAUDAL says how the program is started: caudal, or 'mpirun -n 3 caudal'.
set -euo pipefail
database=${2:-}
examples=$(cd "$(dirname "$0")" && pwd)
cd "$1"
read -ra caudal <<<"${CAUDAL:-caudal}"

# A city a column becomes a city a row; an hour that stands there twice stays once.
for kind in temperature humidity; do
  "${caudal[@]}" select "$examples/$kind.csv.zip" --unpivot '* except (datetime)' --into "city,$kind" --distinct \
    --output "$kind.csv"
done

# Both side by side, on a grid of hours; gaps of up to three hours are filled.
readings=(select temperature.csv --join humidity.csv --on 'city, datetime' --expect-unique
  --columns 'datetime, city, temperature - 273.15 as celsius, humidity'
  --every 1h --time datetime --by city --fill linear --max-gap 3h)
"${caudal[@]}" "${readings[@]}" --output weather.csv
if [ -n "$database" ]; then
  "${caudal[@]}" "${readings[@]}" --output "$database" --table readings --primary-key city,datetime
fi
