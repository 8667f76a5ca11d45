#!/usr/bin/env bash
# Inside a tool tree, without a virtual machine: versions of the box are made, verified, harmed, and installed on a disk that
# is a file, by the image's own definitions. Prints one JSON object: what each attempt came to.
set -euo pipefail
export SOURCE_DATE_EPOCH=1790000000
source /src/tests/image/version.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
out=()
note() { out+=("\"$1\": \"$(printf '%s' "$2" | tr -d '"\\\n')\""); }
/src/image-build/keys /keys 2>/dev/null
# What a check says: its last line.
checked() { /src/image-build/verify "$1" 2>&1 | tail -1 || true; }

# ---- A version holds together; harmed in one place, it does not.
version v1 1
version v2 2
note whole "$(checked v2)"
harmed() { rm -rf harmed && cp -a v2 harmed; }
sign() { XZ_LEVEL=0 /src/image-build/publish harmed 2; }
flip() { printf '\x42' | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }
harmed; flip harmed/usb/huisclos/huisclos_2.root.*.xz 5000
note byte_in_what_was_signed "$(checked harmed)"
# Whoever holds the update key but changes the root: the hash tree sees one byte.
harmed; flip harmed/huisclos.root.*.raw 60000; sign
note byte_in_the_root "$(checked harmed)"
harmed; flip harmed/huisclos.verity.*.raw 4100; sign
note byte_in_the_tree "$(checked harmed)"
# A kernel with another root hash, properly signed.
harmed; kernel harmed 2 "$(cat v1/roothash)"; sign
note kernel_of_another_root "$(checked harmed)"
harmed; kernel harmed 2 ""; sign
note kernel_without_a_root "$(checked harmed)"
# A kernel signed by somebody else.
harmed
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=other/ -keyout other.key -out other.crt 2>/dev/null
sbattach --remove harmed/huisclos.efi 2>/dev/null
sbsign --key other.key --cert other.crt --output harmed/huisclos.efi harmed/huisclos.efi >/dev/null 2>&1; sign
note kernel_of_somebody_else "$(checked harmed)"

# ---- The models: as they are built for the image, then harmed, then signed by somebody else.
mkdir -p models/usb/huisclos /cache/work
mount -t tmpfs tmpfs /cache/work
/src/image-build/models make
models() { # FILE: in a set that is otherwise whole
    rm -rf harmed && cp -a v2 harmed && cp "$1" harmed/models.raw && echo 7 > harmed/models.version && sign
    checked harmed
}
note models "$(models /cache/work/models.raw)"
cp /cache/work/models.raw changed.raw
flip changed.raw 1200000
note byte_in_the_models "$(models changed.raw)"
mkdir -p others && cp other.key others/models.key && cp other.crt others/models.crt
mount --bind others/models.key /keys/models.key
rm -rf /cache/work/models* && mount --bind others/models.crt /keys/models.crt
/src/image-build/models make
umount /keys/models.crt /keys/models.key
note models_of_somebody_else "$(models /cache/work/models.raw)"

# What the box asks of the models before it opens them: data with hash tree and signature, which systemd's words can say or not.
policy=$(sed -n "s/.*--image-policy='\([^']*\)'.*/\1/p" /src/image-build/system/mkosi.extra/usr/lib/huisclos/open-models)
note models_policy "$(systemd-analyze image-policy "$policy" 2>&1 | awk '$1 ~ /^(root|root-verity|root-verity-sig|usr)$/ { printf "%s %s, ", $1, $2 }')"

# ---- The image's own units, with those of the firmware, as trixie's systemd reads them.
mkdir -p tree/usr/lib/systemd tree/usr/bin tree/usr/sbin
cp -a /usr/lib/systemd/system tree/usr/lib/systemd/
cp -a /src/image-build/system/mkosi.extra/usr tree/
cp /src/systemd/*.{service,timer} tree/usr/lib/systemd/system/
cp -a /usr/lib/systemd/systemd* tree/usr/lib/systemd/ 2>/dev/null || true
ln -s usr/bin tree/bin && ln -s usr/sbin tree/sbin
for program in bin/huisclos bin/mount bin/umount bin/systemctl bin/sh bin/systemd-repart sbin/nft; do
    install -m 755 /src/image-build/system/mkosi.extra/usr/lib/huisclos/update "tree/usr/$program"
done
units() {
    local names
    names=$(cd /src/image-build/system/mkosi.extra/usr/lib/systemd/system && ls -d -- *.service *.path)
    # shellcheck disable=SC2086
    systemd-analyze verify --man=no --recursive-errors=no --root="$work/tree" $names huisclos.service huisclos-guard.service 2>&1 | tail -1
}
note units "$(units)"
sed -i 's/^RemainAfterExit/RemainAfterExi/' tree/usr/lib/systemd/system/huisclos-key.service
note misspelt_unit "$(units | grep -o RemainAfterExi)"
for script in /src/image-build/system/mkosi.extra/usr/lib/huisclos/*; do sh -n "$script" || note script "$script"; done

# ---- What the console asks of the machine: an hour and addresses are taken, anything else is refused. In mounts of their own.
mkdir -p stubs
printf '#!/bin/sh\nexit 0\n' | tee stubs/networkctl > stubs/timedatectl
chmod 755 stubs/*
asked() { # clock|network, words: what the script says, and what it left for the network
    unshare --mount bash -c '
        mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var/lib
        mkdir -p /run/huisclos /run/huisclos-machine /var/lib/huisclos-board
        printf %s "$2" > "/run/huisclos/$1-asked"
        PATH=$PWD/stubs:$PATH sh "/src/image-build/system/mkosi.extra/usr/lib/huisclos/set-$1" >/dev/null
        [ ! -e "/run/huisclos/$1-asked" ] || echo "asked for ever:"
        cat "/run/huisclos-machine/$1"
        sed -n "s/^\(Address\|Gateway\|DNS\)=/ \1 /p" /var/lib/huisclos-board/* 2>/dev/null | tr -d "\n"
    ' asked "$1" "$2"
}
note network_dhcp "$(asked network automatique)"
note network_fixed "$(asked network '192.168.1.20/24 192.168.1.1')"
note network_nowhere "$(asked network '192.168.1.256/24')"
note network_more "$(asked network $'192.168.1.20/24\nDNS=9.9.9.9')"
# An update that is asked for where there is none is refused in a sentence, and not asked for ever; a key that came for something else
# is nobody's affair.
brought() { # word of the console or the page, or nothing: a key was plugged in
    unshare --mount bash -c '
        mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var/lib
        mkdir -p /run/huisclos /run/usb
        [ -z "$1" ] || printf %s "${1#console}" > /run/huisclos/update-asked
        PATH=$PWD/stubs:$PATH sh /src/image-build/system/mkosi.extra/usr/lib/huisclos/update >/dev/null 2>&1
        [ ! -e /run/huisclos/update-asked ] || echo "asked for ever:"
        cat /run/huisclos-update/state 2>/dev/null || echo nothing said
    ' brought "$1"
}
note update_no_key "$(brought console)"
note update_no_file "$(brought page)"
note update_other_key "$(brought '')"
note clock_set "$(asked clock '2026-11-23 09:05:00')"
note clock_option "$(asked clock '--adjust-system-clock')"

# ---- A disk that is a file, and the box's own update definitions on it.
mkdir -p usb
# In this mount namespace alone: the tree is shared.
mount -t tmpfs tmpfs /etc/systemd
cp /keys/update.gpg /etc/systemd/import-pubring.gpg
blank() {
    rm -rf disk definitions esp && mkdir -p disk definitions esp
    cp v1/huisclos.raw disk/
    cp v1/huisclos.efi esp/huisclos_1.efi
    local each
    for each in /src/image-build/system/mkosi.extra/usr/lib/sysupdate.d/*.transfer; do
        sed -e "s#^Path=auto#Path=$work/disk/huisclos.raw#; s#^Path=/EFI/Linux#Path=$work/esp#; /^PathRelativeTo=/d" \
            -e "s#^Path=file:///run/huisclos-update/from#Path=file://$work/usb#; s#^ProtectVersion=%A#ProtectVersion=1#" "$each" \
            > "definitions/${each##*/}"
    done
}
table() { sfdisk --json disk/huisclos.raw | jq -r '.partitiontable.partitions[] | "\(.name) \(.type) \(.uuid) \(.start)"'; }
# Which versions the disk names, the bytes of the one in use, the kernels. What a refused update leaves in the free half is
# unnamed, and nobody's.
state() {
    { table; cat esp/*; table | awk '$1 == "huisclos_1" { print $4 }' | while read -r start; do
        dd if=disk/huisclos.raw bs=512 skip="$start" count=32768 status=none
    done; } | sha256sum | cut -c1-16
}
# The signature alone decides: a key that is not newer than the box is told apart from one that is refused.
update() {
    rm -rf usb && cp -a "$1" usb
    local before after code=0
    before=$(state)
    /usr/lib/systemd/systemd-sysupdate --definitions=definitions --verify=yes update >log 2>&1 || code=$?
    after=$(state)
    if [ "$before" = "$after" ]; then echo "nothing changed, exit $code"; else echo "changed, exit $code"; fi
}
labels() { table | cut -d' ' -f1 | sort | tr '\n' ' '; }
blank
note installed "$(update v2/usb/huisclos)"
note labels "$(labels)"
note kernels "$(ls esp | tr '\n' ' ')"
start=$(table | awk '$1 == "huisclos_2" && $2 ~ /^4F68BCE3/ { print $4 }')
dd if=disk/huisclos.raw bs=512 skip="$start" count=32768 status=none > written
if xz -dc v2/usb/huisclos/huisclos_2.root.*.xz | cmp -s - written; then note written "the new root"; else note written "something else"; fi
note again "$(update v2/usb/huisclos)"
blank
cp -a v2/usb/huisclos harmed-usb && flip harmed-usb/huisclos_2.root.*.xz 5000
note one_byte_changed "$(update harmed-usb)"
blank
rm -rf foreign-usb && cp -a v2/usb/huisclos foreign-usb
gpg --homedir "$(mkdir -p -m 700 foreign && realpath foreign)" --batch --quiet --passphrase '' --quick-generate-key foreign ed25519 sign never 2>/dev/null
gpg --homedir foreign --batch --quiet --yes --detach-sign --output foreign-usb/SHA256SUMS.gpg foreign-usb/SHA256SUMS
gpgconf --homedir foreign --kill all 2>/dev/null || true
note foreign_signature "$(update foreign-usb)"
blank
cp -a v2/usb/huisclos unsigned-usb && rm unsigned-usb/SHA256SUMS.gpg
note no_signature "$(update unsigned-usb)"
# A version older than what is there, rightly signed.
version v0 0
blank
note older "$(update v0/usb/huisclos)"

# ---- Two builds of the same sources are the same bytes; of others, not.
version twin 2
same() { cmp -s "$1" "$2" && echo same || echo different; }
note twice_root "$(same v2/huisclos.root.*.raw twin/huisclos.root.*.raw)"
note twice_disk "$(same v2/huisclos.raw twin/huisclos.raw)"
version other 2 'one word more'
note other_disk "$(same v2/huisclos.raw other/huisclos.raw)"
(IFS=,; printf '{%s}\n' "${out[*]}")
