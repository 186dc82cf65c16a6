#!/bin/sh
# Other silos reach this one at the container's own address, unless it is told another.
: "${Registry__Cluster__Advertise:=$(hostname -i | cut -d' ' -f1)}"
export Registry__Cluster__Advertise
exec dotnet silo.dll "$@"
