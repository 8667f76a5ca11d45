#!/usr/bin/env bash
# A box and a desk, each with a network of its own and a cable between: name.rs runs it in a fresh namespace.
#   name.sh BOX DATA TESTS
set -eu
box=$1 data=$2 tests=$3
ip link set lo up
ip link add boite type veth peer name poste
unshare --net sleep 900 & desk=$!
# It has a network of its own when its name is another one than ours.
until [ "$(readlink /proc/$desk/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep .05; done
ip link set poste netns "$desk"
ip addr add 10.9.0.1/24 dev boite
ip link set boite up
at_desk() { nsenter -t "$desk" -n "$@"; }
at_desk ip link set lo up
at_desk ip addr add 10.9.0.2/24 dev poste
at_desk ip link set poste up
at_desk ip route add 224.0.0.0/4 dev poste
# The console on a pipe that never ends: its end would stop the box.
sleep 900 | "$box" run --console --finish 0 --now 2026-11-24T10:20 --page 0.0.0.0:8443 --data "$data" >/dev/null 2>"$data.log" &
at_desk "$tests" --ignored --exact browser::name::a_desk_asks --nocapture --test-threads 1
at_desk curl --silent --insecure --resolve secretariat.local:8443:10.9.0.1 --output /dev/null --write-out 'page %{http_code}\n' \
    --retry 240 --retry-connrefused --retry-delay 1 https://secretariat.local:8443/connexion
