# shellcheck shell=bash
# caudal-swarm image

image_usage() {
  cat <<'END'
usage: caudal-swarm image build [--image NAME] [--binary FILE] [--notebook] [OPTION OF docker build...]
       caudal-swarm image send [--image NAME] HOST...
       caudal-swarm image save [--image NAME] FILE
       caudal-swarm image push --image REGISTRY/NAME

build  makes the image with swarm/Dockerfile. --binary puts in a caudal that has been built already, by
       `swift build -c release --product caudal` on the same Debian, so that no Swift image is needed.
       --notebook also makes NAME-notebook, for `up --notebook`: with Jupyter, pandas, and the Python package. Only
       managers need it.
send   brings the image to other nodes without a registry. HOST is what `docker --host` takes: ssh://USER@NODE
save   writes the image to a file in the shared directory; on each other node: docker load --input FILE
push   pushes the image to a registry; the nodes pull it from there when `up --image REGISTRY/NAME` starts it

The image's name is caudal:latest unless --image gives another.
END
}

command_image() {
  local action=${1:-} image=caudal:latest binary= notebook=
  local -a rest=()
  [[ $action != -h && $action != --help ]] || { image_usage; exit 0; }
  [[ $action =~ ^(build|send|save|push)$ ]] || die "$exit_usage" "image: say build, send, save or push; caudal-swarm image --help explains them"
  shift
  while [[ $# -gt 0 ]]; do
    case $1 in
      -h | --help) image_usage; exit 0 ;;
      --image | --image=*) option_value "$@"; image=$value; shift "$used" ;;
      --notebook) notebook=yes; shift ;;
      --binary | --binary=*) option_value "$@"; binary=$value; shift "$used" ;;
      *) rest+=("$1"); shift ;;
    esac
  done
  [[ -z $notebook || $action == build ]] || die "$exit_usage" "image $action: --notebook is for build; name the image itself by --image $image-notebook"
  "image_$action" "$image" "$binary" "${rest[@]}"
  [[ -z $notebook ]] ||
    docker build "${rest[@]}" --build-arg "CAUDAL_IMAGE=$image" --tag "$image-notebook" --file "$here/notebook/Dockerfile" "$here/.." >&2
}

image_build() {
  local image=$1 binary=$2 directory
  shift 2
  if [[ -z $binary ]]; then
    docker build "$@" --tag "$image" --file "$here/Dockerfile" "$here/.." >&2
    return
  fi
  [[ -f $binary && -x $binary ]] || die "$exit_usage" "$binary is not an executable file"
  docker build "$@" --tag "$image-runtime" --target runtime --file "$here/Dockerfile" "$here/.." >&2
  directory=$(mktemp -d)
  # shellcheck disable=SC2064 # the directory of now
  trap "rm -rf '$directory'" EXIT
  cp "$binary" "$directory/caudal"
  if command -v strip >/dev/null; then strip --strip-unneeded "$directory/caudal"; fi
  printf 'FROM %s\nCOPY caudal /usr/local/bin/caudal\n' "$image-runtime" >"$directory/Dockerfile"
  docker build --tag "$image" "$directory" >&2
}

image_send() {
  local image=$1 host
  shift 2
  [[ $# -gt 0 ]] || die "$exit_usage" "image send: name the hosts, such as ssh://worker1 ssh://worker2"
  for host in "$@"; do
    docker save "$image" | docker --host "$host" load --quiet >&2 ||
      die "$exit_unavailable" "$host didn't take the image"
    say "$host has $image"
  done
}

image_save() {
  [[ $# -eq 3 ]] || die "$exit_usage" "image save: name one file, such as /mnt/shared/caudal.tar"
  docker save --output "$3" "$1" || die "$exit_unavailable" "the image can't be saved"
  say "on each other node: docker load --input $3"
}

image_push() {
  [[ $# -eq 2 ]] || die "$exit_usage" "image push takes --image only"
  [[ $1 == */* ]] || die "$exit_usage" "image push: give the image as REGISTRY/NAME by --image"
  docker push "$1" >&2
}
