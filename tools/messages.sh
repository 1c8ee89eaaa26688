#!/usr/bin/env bash
# Texts to translate: reads them out of code and pages into the catalogues (needs the package gettext), then compiles these.
set -euo pipefail
cd "$(dirname "$0")/../src/needless"
bin=../../.venv/bin
$bin/django-admin makemessages -l de -l es --no-wrap --no-location --no-obsolete -i 'migrations/*' --settings=django.conf.global_settings
sed -i '/^"POT-Creation-Date/d' locale/*/LC_MESSAGES/django.po
exec $bin/pybabel compile --domain django --directory locale --statistics
