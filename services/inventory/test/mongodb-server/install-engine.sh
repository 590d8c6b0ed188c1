#!/bin/sh
# Puts the engine of the MongoDB test server into a folder: a minimal Debian with PostgreSQL and the
# open-source DocumentDB extension. Needs root and a Debian or one of its kin, whose packages it takes
# from where debootstrap takes them, or from DEBIAN_MIRROR. Where it is there already, nothing is done.
#
#   install-engine.sh FOLDER
set -eu
folder=$1
unfinished=$folder.unfinished

if [ -e "$folder" ]; then exit 0; fi
mkdir -p "$(dirname "$folder")"
# A concurrent run waits, and then finds it installed.
exec 9> "$folder.lock"
flock 9
if [ -e "$folder" ]; then exit 0; fi

if ! command -v debootstrap > /dev/null; then
  apt-get -q update
  DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends debootstrap
fi
rm -rf "$unfinished"

debootstrap --variant=minbase sid "$unfinished" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"}

mount -t proc proc "$unfinished/proc"
trap 'umount "$unfinished/proc"' EXIT
chroot "$unfinished" env DEBIAN_FRONTEND=noninteractive sh -eu -c '
  # The service that the package would start belongs to no test.
  printf "#!/bin/sh\nexit 101\n" > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
  apt-get -q -o Acquire::Check-Valid-Until=false update
  apt-get -q install -y --no-install-recommends postgresql-18 postgresql-18-documentdb
  apt-get -q clean
'
umount "$unfinished/proc"
trap - EXIT
mv "$unfinished" "$folder"
