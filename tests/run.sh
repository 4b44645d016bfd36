# shellcheck shell=bash
# How ./x runs the tests, and the PostgreSQL that it starts for them. A part of ./x, which sources it and brings what is not found here.

# ---- PostgreSQL for the tests --------------------------------------------------------------------------------------

postgres_dir="" postgres_pid="" postgres_missing=""

# The newest directory of PostgreSQL programs that is new enough, or nothing.
postgres_bin() {
    local initdb best='' version best_version=14.99
    for initdb in "$(readlink -f "$(command -v initdb)" || true)" /usr/lib/postgresql/*/bin/initdb; do
        [[ -x $initdb && -x ${initdb%/*}/postgres ]] || continue
        version=$("$initdb" --version | awk '{ print $3 }')
        if at_least "$version" "$best_version"; then best=${initdb%/*} best_version=$version; fi
    done
    printf '%s' "$best"
}

# The system's package starts a cluster of its own, which nobody asked for here: the setting keeps it from doing so.
postgres_install() {
    apt_install postgresql-common || return 1
    if [[ -f /etc/postgresql-common/createcluster.conf ]]; then
        as_root sed -i 's/^#\?create_main_cluster *=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf || true
    fi
    apt_install postgresql
}

# Starts a cluster that only this run can see: a socket in a private directory, no network, and no durability.
postgres_start() {
    if [[ -n ${MORTISE_TEST_POSTGRES:-} ]]; then say 'PostgreSQL: the one that MORTISE_TEST_POSTGRES names'; return 0; fi

    # 1. The programs.
    local bin; bin=$(postgres_bin)
    if [[ -z $bin ]]; then postgres_install || true; bin=$(postgres_bin); fi
    if [[ -z $bin ]]; then postgres_missing="PostgreSQL 15 or newer is missing; this installs it: $(apt_line postgresql)"; return 0; fi

    # 2. Somebody to run them: PostgreSQL refuses root.
    local -a as=()
    postgres_dir=$(mktemp -d /tmp/mortise-test-pg.XXXXXX)
    if (( EUID == 0 )); then
        id mortise-test >/dev/null 2>&1 || useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin mortise-test
        chown mortise-test: "$postgres_dir"
        as=(setpriv --reuid mortise-test --regid "$(id -g mortise-test)" --init-groups)
    fi

    # 3. The cluster. It is thrown away, so nothing waits for the disk.
    ( cd "$postgres_dir"
      ${as[@]+"${as[@]}"} "$bin/initdb" -D "$postgres_dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$postgres_dir/initdb.log" 2>&1 ) ||
        { tail -n 5 "$postgres_dir/initdb.log" >&2; postgres_missing='PostgreSQL could not make a cluster (see above)'; return 0; }
    ( cd "$postgres_dir"
      exec setpriv ${as[@]+"${as[@]:1}"} --pdeathsig INT "$bin/postgres" -D "$postgres_dir/data" -c listen_addresses= -c unix_socket_directories="$postgres_dir" \
        -c port=5432 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 \
        -c max_connections=300 -c shared_buffers=64MB -c max_parallel_workers_per_gather=0 -c autovacuum=off -c log_min_messages=fatal \
        >"$postgres_dir/postgres.log" 2>&1 </dev/null ) &
    postgres_pid=$!
    local try
    for (( try = 0; try < 300; try++ )); do
        if grep -qs "^ready" "$postgres_dir/data/postmaster.pid"; then
            export MORTISE_TEST_POSTGRES="Host=$postgres_dir;Port=5432;Username=postgres;Database=postgres"
            say "PostgreSQL: $("$bin/postgres" --version | awk '{ print $3 }'), for this run only"
            return 0
        fi
        kill -0 "$postgres_pid" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 5 "$postgres_dir/postgres.log" >&2
    postgres_missing='PostgreSQL did not start (see above)'
}

postgres_stop() {
    if [[ -n $postgres_pid ]]; then
        kill -QUIT "$postgres_pid" 2>/dev/null || true      # at once: there is nothing to save
        wait "$postgres_pid" 2>/dev/null || true
        postgres_pid=
    fi
    [[ -z $postgres_dir ]] || rm -rf "$postgres_dir"
    postgres_dir=
}

# ---- the tests -----------------------------------------------------------------------------------------------------

# The number behind an attribute, summed over the assemblies of the result files.
total() {
    local attribute=$1; shift
    { grep -oh '<assembly [^>]*>' "$@" || true; } | sed -n "s/.* $attribute=\"\([0-9]*\)\".*/\1/p" | awk '{ n += $1 } END { print n + 0 }'
}

# The test projects, the quick ones first.
test_projects() {
    local quick='Requirements Query Connect Git' name folder
    for name in $quick; do if [[ -d $root/tests/Mortise.$name.Tests ]]; then echo "Mortise.$name.Tests"; fi; done
    for folder in "$root"/tests/*.Tests; do
        name=${folder##*/Mortise.}
        [[ " $quick " == *" ${name%.Tests} "* || ! -d $folder ]] || echo "${folder##*/}"
    done
}

# Runs the few tests of a project that failed once more, one after another on a machine that does nothing else. True when all of them pass now: then they
# depend on what ran beside them, which is a fault to mend, and are named at the end of the run; a test that is wrong fails twice.
run_again() { # NAME XML
    local name=$1 xml=$2 again=$results/again/$1.xml test methods=() tests=()
    mapfile -t tests < <(grep -oh '<test [^>]*result="Fail"[^>]*>' "$xml" | sed 's/.* type="\([^"]*\)".* method="\([^"]*\)".*/\1.\2/' | sort -u)
    (( ${#tests[@]} )) || return 1
    for test in "${tests[@]}"; do methods+=(-method "$test"); done
    say "again, alone: ${tests[*]}"
    mkdir -p "$results/again"
    start_child "$root/tests/$name/bin/Debug/net10.0/$name" -noLogo -noColor -noAutoReporters -maxThreads 1 -reporter quiet -xml "$again" "${methods[@]}" </dev/null
    wait "$child" || true
    children=()
    [[ -s $again ]] && (( $(total failed "$again") + $(total errors "$again") == 0 && $(total passed "$again") > 0 )) || return 1
    unsteady="$unsteady ${tests[*]}"
}

# 1. What the tests need  2. one build  3. each project  4. the requirements  5. the totals, in one last line.
run_tests() {
    local built=$1 filter='' partial='' name failed=0 red=0 bad='' unsteady=''; shift
    if (( $# )) && [[ $1 != -* ]]; then filter=$1; shift; fi
    if [[ -n $filter ]] || (( $# )); then partial=yes; fi

    local projects=()
    while read -r name; do if [[ ${name,,} == *"${filter,,}"* ]]; then projects+=("$name"); fi; done < <(test_projects)
    (( ${#projects[@]} )) || die "no test project has \"$filter\" in its name; there are:" "$(test_projects | paste -sd ' ')"

    # 1. A setting of the person who calls must not reach the tests; git sets some of its own inside a hook.
    for name in $(compgen -e | grep -E '^(MORTISE_|GIT_)' || true); do [[ $name == MORTISE_TEST_* || $name == MORTISE_OPENAPI ]] || unset "$name"; done
    # For the many short processes that tests start: the first two pay only where a process lives long, and threads that wait for work by spinning
    # take the time of those that have some.
    export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0
    need_dotnet; need_git; need_curl; need_gpg
    trap 'stop_children; postgres_stop' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    if [[ -f $root/tests/clients/package.json ]]; then
        need_node
        if [[ ! $root/tests/clients/node_modules/.package-lock.json -nt $root/tests/clients/package-lock.json ]]; then
            say 'npm ci'
            ( cd "$root/tests/clients" && npm ci --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null )
        fi
    fi

    if [[ " ${projects[*]} " == *' Mortise.Server.Tests '* ]]; then need_chromium; fi

    # 2.
    if [[ $built == no ]]; then say 'build'; stamped build "$root/Mortise.slnx"; fi
    postgres_start
    [[ -z $postgres_missing ]] || warn "$postgres_missing; its tests are skipped"

    # 3. Two classes at a time for each processor, since tests wait for disks, git and each other's clocks as much as they compute.
    #    The reporter names each failed and each skipped test, and why.
    rm -rf "$results"; mkdir -p "$results"
    local xml code n files=()
    for name in "${projects[@]}"; do
        xml=$results/$name.xml code=0
        start_child "$root/tests/$name/bin/Debug/net10.0/$name" -noLogo -noColor -noAutoReporters -maxThreads 2x -reporter quiet -xml "$xml" "$@" </dev/null
        wait "$child" || code=$?
        children=()
        if [[ ! -s $xml ]]; then
            say "$name: ended with $code before it wrote its results"
            failed=$((failed + 1)) bad="$bad $name"
            continue
        fi
        n=$(( $(total failed "$xml") + $(total errors "$xml") ))
        if (( n > 0 && n <= 10 && $(total errors "$xml") == 0 )) && run_again "$name" "$xml"; then n=0 code=0; fi
        files+=("$xml")
        if (( n == 0 && code != 0 && $(total total "$xml") > 0 )); then
            say "$name: ended with $code although no test failed"
            n=1
        fi
        failed=$((failed + n)) red=$((red + n))
        (( n == 0 )) || bad="$bad $name"
        printf '%-28s %5d passed %4d failed %4d skipped  %s s\n' "$name" $(( $(total total "$xml") - n - $(total skipped "$xml") )) "$n" "$(total skipped "$xml")" \
            "$(grep -oh '<assembly [^>]*>' "$xml" | sed -n 's/.* time="\([0-9.]*\)".*/\1/p' | head -n 1)"
    done

    local skips=0 passes=0
    if (( ${#files[@]} )); then skips=$(total skipped "${files[@]}"); passes=$(( $(total total "${files[@]}") - red - skips )); fi

    # 4. Only a whole run can tell that a row is carried.
    local checker=$root/tests/Mortise.Requirements/bin/Debug/net10.0/Mortise.Requirements
    if [[ -z $partial && -x $checker ]]; then
        "$checker" "$root/docs/requirements.md" "$results" "$results/again" || bad="$bad requirements"
    fi

    # 5.
    [[ -z $unsteady ]] || say "unsteady, passed only when run again alone:$unsteady"
    [[ -z $bad ]] || say "not well:$bad"
    say "$passes passed, $failed failed, $skips skipped"
    [[ -z $bad ]]
}
