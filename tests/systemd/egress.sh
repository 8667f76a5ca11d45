#!/usr/bin/env bash
# The egress lock, tried: a box and a far host in two network namespaces, one cable between them. Prints one JSON object.
# Without the lock (argument `open`) the same attempts must arrive: the twin that shows that the test sees them.
#   unshare -rn tests/systemd/egress.sh shut|open
set -euo pipefail
cd "$(dirname "$0")/../../systemd"
unshare -n sleep 60 &
far=$!
trap 'kill $far 2>/dev/null' EXIT
until [ "$(readlink /proc/$far/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
in_far() { nsenter -t "$far" -n "$@"; }

ip link set lo up
in_far ip link set lo up
ip link add box type veth peer name far netns "$far"
# No router is asked for, no duplicate address looked for: only what the box itself sends is seen.
echo 0 > /proc/sys/net/ipv6/conf/box/accept_dad
in_far bash -c 'echo 0 > /proc/sys/net/ipv6/conf/far/accept_dad'
ip addr add 192.168.77.2/24 dev box
ip -6 addr add fd77::2/64 dev box
ip link set box up
in_far ip addr add 192.168.77.1/24 dev far
in_far ip addr add 203.0.113.9/24 dev far
in_far ip -6 addr add fd77::1/64 dev far
in_far ip -6 addr add 2001:db8::9/64 dev far
in_far ip link set far up
ip route add default via 192.168.77.1
ip -6 route add default via fd77::1
# What the far host sees of the box that is not for the local network, link-local chatter apart.
in_far nft -f - <<'NFT'
table inet seen {
	counter outside { }
	chain every {
		type filter hook prerouting priority -300;
		iif "lo" accept
		ip daddr { 192.168.77.0/24, 224.0.0.0/24, 255.255.255.255 } accept
		ip6 daddr { fd77::/64, fe80::/10, ff02::/16 } accept
		counter name outside
	}
}
NFT
[ "$1" = shut ] && nft -f egress.nft

# A neighbour speaks to the box under an address of the Internet: an answer to its question who that is would go outside.
in_far ip -6 route add fd77::2/128 dev far src 2001:db8::9
in_far bash -c 'echo > /dev/udp/fd77::2/9' 2>/dev/null || true
sleep 1.2
in_far ip -6 route del fd77::2/128 dev far
in_far ip -6 neigh flush dev far

# A program on the box tries to leave: TCP, UDP (a name server), IPv6; the lan's own router is asked as a name server too.
try() { timeout 1 bash -c "$1" 2>/dev/null || true; }
try 'echo voix > /dev/tcp/203.0.113.9/443'
try 'echo voix > /dev/udp/203.0.113.9/53'
try 'echo voix > /dev/udp/2001:db8::9/53'
try 'echo voix > /dev/tcp/198.51.100.7/80'
try 'echo voix > /dev/udp/192.168.77.1/53'
# The cabinet opens the page (nobody serves it here: a refusal is an answer), then something that is not offered.
page=$(in_far timeout 2 bash -c 'echo > /dev/tcp/192.168.77.2/443' 2>&1 | grep -c refused || true)
shell=$(in_far timeout 2 bash -c 'echo > /dev/tcp/192.168.77.2/22' 2>&1 | grep -c refused || true)

packets() { grep -oE 'packets [0-9]+' | head -1 | cut -d' ' -f2; }
seen=$(in_far nft list counter inet seen outside | packets)
if [ "$1" = shut ]; then
    refused=$(nft list counter inet huisclos refused | packets)
    left=$(nft list counter inet huisclos left | packets)
    named=$(nft list set inet huisclos refused4 | grep -coE '203\.0\.113\.9|198\.51\.100\.7' || true)
    sent=$(nft list set inet huisclos sent4 | grep -oE '(192\.168\.77|203\.0\.113|198\.51\.100)\.[0-9]+' | sort -u | paste -sd' ')
else
    refused=0 left=0 named=0 sent=
fi
echo "{\"seen_far\": $seen, \"left\": $left, \"refused\": $refused, \"named\": $named, \"sent\": \"$sent\", \"page_answers\": $page, \"shell_answers\": $shell}"
