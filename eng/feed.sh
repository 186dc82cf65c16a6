# Sourced by run.sh and test.sh from the repository root: what does the package feed hold?
#
# choose_feed tries to restore what some feeds lack, writes the answer to artifacts/feed.props (which Directory.Build.props
# reads, so a plain `dotnet build` knows it too) and says in one line what is left out. The answer is remembered until the
# package versions or the user's NuGet sources change. PartialFeed set in the environment is taken as it is.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Build nodes that outlive the script would keep a caller's pipe open.
export MSBUILDDISABLENODEREUSE=1

# What the answer depends on, as one checksum.
feed_key() {
  {
    echo "${OrleansVersion:-} ${StackExchangeRedisVersion:-}"
    cat Directory.Build.props Directory.Packages.props eng/feed-probe.proj
    cat ~/.nuget/NuGet/NuGet.Config ~/.nuget/config/*.[Cc]onfig ~/.config/NuGet/*.[Cc]onfig [Nn]u[Gg]et.[Cc]onfig 2>/dev/null || true
  } | cksum | tr ' ' '-'
}

# 0: restores. 1: the feed lacks it. Anything else that goes wrong is no answer and ends the script.
feed_has() {
  local output
  if output=$(dotnet restore eng/feed-probe.proj -p:Probe="$1" -p:PartialFeed=false -p:IgnoreRememberedFeed=true 2>&1); then
    return 0
  fi
  if grep -qE 'NU110[123]' <<<"$output"; then
    return 1
  fi
  echo "$output" >&2
  echo "The package feed did not answer; set PartialFeed=true or PartialFeed=false to go on without asking it." >&2
  exit 1
}

remember_feed() {
  mkdir -p artifacts
  {
    echo '<Project>'
    echo "  <!-- key: $(feed_key) -->"
    echo '  <PropertyGroup>'
    echo "    <PartialFeed Condition=\"'\$(PartialFeed)' == ''\">$1</PartialFeed>"
    if [ -n "${2:-}" ]; then
      echo "    <StackExchangeRedisVersion Condition=\"'\$(StackExchangeRedisVersion)' == ''\">$2</StackExchangeRedisVersion>"
    fi
    echo '  </PropertyGroup>'
    echo '</Project>'
  } >"artifacts/feed.props.$$"
  mv "artifacts/feed.props.$$" artifacts/feed.props
}

# true or false, once choose_feed has run.
feed_is_partial() {
  echo "${PartialFeed:-$(sed -nE 's|.*>(.*)</PartialFeed>|\1|p' artifacts/feed.props)}"
}

say_feed() {
  local left_out
  if [ "$1" = true ]; then
    left_out=$(grep -l '<OnlyOnFullFeed>true<' src/*/*.csproj client-sample/*/*.csproj tests/*/*.csproj bench/*/*.csproj 2>/dev/null |
      sed -E 's|.*/||; s|\.csproj$||' | paste -sd, - | sed 's/,/, /g' || true) # none is no failure
    echo "Partial package feed, without Microsoft.Orleans.*: left out: the Orleans engine${left_out:+ ($left_out)}; StackExchange.Redis is the old 1.2.6."
  elif [ -n "${2:-}" ]; then
    echo "Partial package feed, without a current StackExchange.Redis: nothing is left out, but it is the old $2."
  fi
}

choose_feed() {
  if [ -n "${PartialFeed:-}" ]; then
    say_feed "$PartialFeed"
    return
  fi
  if ! grep -qsF "key: $(feed_key) " artifacts/feed.props; then
    if ! feed_has Orleans; then
      remember_feed true
    elif [ -z "${StackExchangeRedisVersion:-}" ] && ! feed_has Redis; then
      remember_feed false 1.2.6
    else
      remember_feed false
    fi
  fi
  say_feed "$(feed_is_partial)" "$(sed -nE 's|.*>(.*)</StackExchangeRedisVersion>|\1|p' artifacts/feed.props)"
}
