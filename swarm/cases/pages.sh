# shellcheck shell=bash
# shellcheck disable=SC2154 # some variables are those of swarm/test and the other files here
# Cases: the page of nodes and jobs, the notebook, and Python.

# The two addresses that `up` and `status` print.
address_of() { sed -n "s/^$1 *//p" "$2"; }

# ask PATTERN OF curl...: the answer, asked where the nodes' ports are reached
ask() { node reach curl --silent --show-error --noproxy '*' --max-time 10 "$@"; }
answer_code() { ask --output /dev/null --write-out '%{http_code}' "$@" || true; }

pages_are_served() {
  local url token page port worker
  up --status 8090 --notebook 8091 2>"$work/err"
  cat "$work/err"
  $swarm status >"$work/out"
  url=$(address_of jobs "$work/out")
  token=${url#*\?token=}
  [[ ${#token} -eq 32 ]] || fail "no token: $url"
  grep -qF "nodes and jobs: $url" "$work/err" || fail "up doesn't print $url"
  page=$(address_of notebook "$work/out")
  grep -qF "notebook: $page" "$work/err" || fail "up doesn't print $page"
  expect "the page" "$(answer_code "$url")" 200
  expect "the page without the token" "$(answer_code "${url%%\?*}")" 403
  expect "under another name" "$(answer_code --header 'Host: evil.example' "$url")" 403
  expect "the notebooks" "$(ask "${page%%\?*}api/contents?token=$token" | jq -c '[.content[].name] | sort')" \
    '["Datos_Hidrometeorologicos.csv","caudal.en.ipynb","caudal.es.ipynb"]'
  expect "the notebooks without the token" "$(answer_code "${page%%\?*}api/contents")" 403
  expect "a kernel" "$(answer_code --request POST --header "Authorization: token $token" "${page%%\?*}api/kernels")" 201
  for worker in "${workers[@]}"; do
    for port in 8090 8091; do
      expect "port $port of $worker" "$(answer_code "http://$(docker node inspect --format '{{.Status.Addr}}' "$worker"):$port/" 2>/dev/null)" 000
    done
  done
  for port in status notebook; do
    expect "users" "$(docker top "$(container "$port" "$(manager)")" -o pid,uid | awk 'NR > 1 {print $2}' | sort -u)" 1000
  done
}

manager() { docker node ls --filter role=manager --format '{{.Hostname}}' | head -n 1; }

jobs_say() { ask "${url/\/\?//jobs.json?}" | jq --exit-status "$1"; }

page_of_jobs() {
  local url
  url=$($swarm status | sed -n 's/^jobs *//p')
  wait_for 20 jobs_say '[.nodes[] | select(.state == "up") | .name] == ["manager", "worker1", "worker2"]'
  swarm_run "${describe[@]}" --format json
  wait_for 10 jobs_say '.jobs[0] | .state == "done" and .ranks == 3 and (.hosts | sort) == ["manager", "worker1", "worker2"]'
  swarm_run describe "/mnt/shared/$sample" --column Municipio
  expect "exit code" "$code" 65
  wait_for 10 jobs_say '.jobs[0] | .state == "failed" and .exit_code == 65 and (.error | contains("row 2"))'
  $swarm run "${slow[@]}" >"$work/slow.out" 2>&1 &
  wait_for 30 jobs_say '.jobs[0] | .state == "running" and .bytes > 0 and .bytes < .total_bytes'
  wait $!
  wait_for 10 jobs_say '.jobs[0] | .state == "done" and .bytes == .total_bytes'
}

notebook_runs() {
  local id
  id=$(container notebook "$(manager)")
  python3 - "/mnt/shared/$sample" "$column" "$stack" >"$folder/results/notebooks/case.ipynb" <<'END'
import json, sys
cells = [
    'import caudal, json', '%load_ext caudal', f'%%caudal --swarm {sys.argv[3]}\ndescribe {sys.argv[1]} --column {sys.argv[2]} --statistics mean',
    f'seen = caudal.describe({sys.argv[1]!r}, column={sys.argv[2]!r}, as_dict=True, swarm=True)',
    f"""try:
    caudal.describe({sys.argv[1]!r}, column='Municipio', swarm=True)
except caudal.CaudalError as error:
    failed = [error.exit_code, error.row, error.column]""",
    f"""table = caudal.describe({sys.argv[1]!r}, column={sys.argv[2]!r}, by='Departamento', swarm=True)
with open('/mnt/results/notebook.json', 'w') as file:
    json.dump(seen | {{'failed': failed, 'groups': len(table)}}, file)""",
]
made = [{'cell_type': 'code', 'metadata': {}, 'outputs': [], 'execution_count': None, 'source': cell} for cell in cells]
kernel = {'name': 'python3', 'display_name': 'Python 3', 'language': 'python'}
print(json.dumps({'nbformat': 4, 'nbformat_minor': 4, 'metadata': {'kernelspec': kernel}, 'cells': made}))
END
  docker exec "$id" jupyter execute /mnt/results/notebooks/case.ipynb
  expect "hosts" "$(hosts_of "$folder/results/notebook.json")" "${all_nodes[*]}"
  expect "what failed" "$(jq -c .failed "$folder/results/notebook.json")" '[65,2,"Municipio"]'
  expect "groups" "$(jq .groups "$folder/results/notebook.json")" 20
  jq 'del(.failed, .groups)' "$folder/results/notebook.json" >"$work/out"
  same_json "$work/out" "$work/sample.json"
  # What isn't known there is said in a line.
  expect "another command" "$(docker exec "$id" caudal-swarm down 2>&1)" "caudal-swarm: in a notebook there is only: caudal-swarm run"
}

# From this machine, by caudal-swarm itself; pandas isn't needed.
python_in_swarm() {
  export CAUDAL_SWARM=$PWD/$swarm PYTHONPATH=$PWD/python/src PYTHONDONTWRITEBYTECODE=1
  mkdir "$work/python"
  CAUDAL='' python3 swarm/cases/in_python.py "$stack" "$column" "/mnt/shared/$sample" "$work/python" "${slow[@]}" &
  wait_for 60 test -e "$work/python/slow"
  wait_for 60 works_on "${workers[0]}"
  touch "$work/python/interrupt"
  wait $!
  same_json "$work/python/out" "$work/sample.json"
  expect "hosts" "$(hosts_of "$work/python/out")" "${all_nodes[*]}"
  no_process_left
}

pages_go() {
  local url
  url=$($swarm status | sed -n 's/^jobs *//p')
  up 2>"$work/err"
  expect "the address after another up" "$($swarm status | sed -n 's/^jobs *//p')" "$url"
  expect "the page" "$(answer_code "$url")" 200
  up --status none --notebook none
  expect "services" "$(docker service ls --filter "label=com.docker.stack.namespace=$stack" --format '{{.Name}}' | sort | tr '\n' ' ')" \
    "${stack}_launcher ${stack}_ranks "
  wait_for 20 refused "$url"
}

refused() { [[ $(answer_code "$1" 2>/dev/null) == 000 ]]; }
