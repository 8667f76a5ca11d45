# Sourced inside a tool tree: makes small versions of the box with the image's own partition and update definitions.
# Only sizes are changed: what a root holds does not matter to those who verify and install it.
small() { sed -e 's/=512M/=16M/; s/=16M$/=16M/' "$1"; }

# version FOLDER NUMBER [WORDS]: a root that says its number, its hash tree, a kernel that names it, signed with /keys.
version() {
    local folder=$1 number=$2 words=${3:-}
    mkdir -p "$folder"/{tree/usr/lib,tree/usr/bin,definitions}
    printf 'ID=debian\nIMAGE_ID=huisclos\nIMAGE_VERSION=%s\n' "$number" > "$folder/tree/usr/lib/os-release"
    head -c 300000 /usr/bin/bash > "$folder/tree/usr/bin/huisclos"
    echo "$words" >> "$folder/tree/usr/bin/huisclos"
    find "$folder/tree" -exec touch -hcd "@$SOURCE_DATE_EPOCH" {} +
    local each
    for each in 10-root 11-root-verity; do small "/src/image-build/system/mkosi.repart/$each.conf" > "$folder/definitions/$each.conf"; done
    # The other half of the disk, empty, as on a box.
    for each in 20-root-b 21-root-b-verity; do
        small "/src/image-build/system/mkosi.extra/usr/lib/repart.d/$each.conf" > "$folder/definitions/$each.conf"
        echo 'SplitName=-' >> "$folder/definitions/$each.conf"
    done
    local hash
    hash=$(systemd-repart --empty=create --size=auto --offline=yes --dry-run=no --json=short --split=yes --root="$folder/tree" \
        --definitions="$folder/definitions" --seed=6e2a8f7e-6d0b-4ac5-8f0e-0c5a1c6f3b52 "$folder/huisclos.raw" 2>"$folder/log" \
        | tr ',' '\n' | sed -n 's/.*"roothash" *: *"\([0-9a-f]*\)".*/\1/p' | head -1)
    [ ${#hash} = 64 ] || { cat "$folder/log" >&2; return 1; }
    echo "$hash" > "$folder/roothash"
    kernel "$folder" "$number" "$hash"
    XZ_LEVEL=0 /src/image-build/publish "$folder" "$number"
}

# kernel FOLDER NUMBER HASH: a signed kernel image with that root hash. The kernel inside is a stub: nobody starts it here.
kernel() {
    ukify build --linux=/usr/lib/systemd/boot/efi/linuxx64.efi.stub --initrd=/usr/lib/os-release --uname=6.12 \
        --stub=/usr/lib/systemd/boot/efi/linuxx64.efi.stub --os-release="@$1/tree/usr/lib/os-release" \
        --cmdline="roothash=$3 quiet" --secureboot-private-key=/keys/secure-boot.key --secureboot-certificate=/keys/secure-boot.crt \
        --pcr-private-key=/keys/pcr.key --pcr-public-key=/keys/pcr.pub --phases=enter-initrd \
        --pcr-banks=sha256 --output="$1/huisclos.efi" >"$1/log" 2>&1 || { cat "$1/log" >&2; return 1; }
}
