"""Options of git's commands that only look; from the manuals of git 2.20 to 2.51.

Not in any table, on purpose: --output (writes), --ext-diff and --textconv (run what the configuration names),
--show-signature (runs gpg), -O of grep (runs a pager), --upload-pack and --exec (run a program), --remerge-diff (writes
objects), and every abbreviation.
"""

from __future__ import annotations

__all__ = ["DIFF", "GREP", "LOG", "TABLES"]

DIFF = """
    -puszabwWRqmcrtD0123 -U= -S= -G= -l= -O= -I= -X? -B? -M? -C? -# --patch --no-patch --unified= --raw --patch-with-raw
    --indent-heuristic --no-indent-heuristic --minimal --patience --histogram --anchored= --diff-algorithm= --stat?
    --stat-width= --stat-name-width= --stat-count= --compact-summary --numstat --shortstat --dirstat? --dirstat-by-file?
    --cumulative --summary --patch-with-stat --name-only --name-status --submodule? --color? --no-color --color-moved?
    --no-color-moved --color-moved-ws= --word-diff? --word-diff-regex= --color-words? --no-renames --rename-empty
    --no-rename-empty --check --ws-error-highlight= --full-index --binary --abbrev? --break-rewrites? --find-renames?
    --find-copies? --find-copies-harder --irreversible-delete --diff-filter= --find-object= --pickaxe-all --pickaxe-regex
    --skip-to= --rotate-to= --relative? --no-relative --text --ignore-cr-at-eol --ignore-space-at-eol
    --ignore-space-change --ignore-all-space --ignore-blank-lines --ignore-matching-lines= --inter-hunk-context=
    --function-context --exit-code --quiet --no-ext-diff --no-textconv --ignore-submodules? --src-prefix= --dst-prefix=
    --no-prefix --default-prefix --line-prefix= --ita-invisible-in-index --cc --combined-all-paths --cached --staged
    --merge-base --base --ours --theirs --no-index --root --stdin
"""
LOG = """
    -iEFPg -n= -L= --oneline --graph --no-graph --decorate? --no-decorate --decorate-refs= --decorate-refs-exclude=
    --clear-decorations --source --all --branches? --tags? --remotes? --glob= --exclude= --not --since= --after= --until=
    --before= --since-as-filter= --author= --committer= --grep= --all-match --invert-grep --regexp-ignore-case
    --extended-regexp --fixed-strings --perl-regexp --basic-regexp --merges --no-merges --min-parents= --max-parents=
    --no-min-parents --no-max-parents --first-parent --exclude-first-parent-only --reverse --follow --max-count= --skip=
    --pretty? --format= --abbrev-commit --no-abbrev-commit --no-abbrev --date= --relative-date --topo-order --date-order
    --author-date-order --full-history --simplify-by-decoration --simplify-merges --ancestry-path? --dense --sparse
    --left-right --cherry --cherry-pick --cherry-mark --left-only --right-only --boundary --parents --children --no-walk?
    --walk-reflogs --reflog --grep-reflog= --show-pulls --notes? --no-notes --mailmap --use-mailmap --no-mailmap
    --no-use-mailmap --log-size --encoding= --expand-tabs? --no-expand-tabs --remove-empty --diff-merges=
    --no-diff-merges --count --timestamp --objects --no-commit-id --disk-usage? --missing= --ignore-missing --date-order
"""
GREP = """
    -nilLcvwEFGPhHaIrqzoWp -e= -f= -A= -B= -C= -m= -# --max-depth= --cached --no-index --untracked --exclude-standard
    --no-exclude-standard --recurse-submodules --no-recurse-submodules --name-only --files-with-matches
    --files-without-match --count --color? --no-color --break --heading --show-function --function-context --and --or
    --not --all-match --quiet --threads= --line-number --column --only-matching --context= --after-context=
    --before-context= --ignore-case --word-regexp --invert-match --fixed-strings --extended-regexp --basic-regexp
    --perl-regexp --full-name --null --max-count= --text --no-textconv --recursive --no-recursive
"""
TABLES: dict[str, str] = {
    "diff": DIFF,
    "diff-tree": DIFF + " --always -v --pretty? --no-commit-id",
    "diff-index": DIFF,
    "diff-files": DIFF,
    "range-diff": DIFF + " --creation-factor= --no-dual-color --left-only --right-only",
    "log": DIFF + LOG,
    "whatchanged": DIFF + LOG,
    "show": DIFF + LOG,
    "rev-list": DIFF + LOG,
    "shortlog": DIFF
    + LOG.replace(" -n= ", " ")
    + " -nse -c -w? --numbered --summary --email --group= --committer",
    "blame": """
        -ltsewpfnckb -L= -M? -C? -S= --root --show-stats --porcelain --line-porcelain --incremental --since= --date= --abbrev=
        --ignore-rev= --ignore-revs-file= --color-lines --color-by-age --reverse --first-parent --contents= --show-name
        --show-number --show-email --no-progress --minimal
    """,
    "grep": GREP,
    "status": """
        -sbvz -u? -M? --short --branch --porcelain? --untracked-files? --ignored? --ignore-submodules? --column? --no-column
        --ahead-behind --no-ahead-behind --long --renames --no-renames --find-renames? --show-stash --verbose --no-branch
        --null --no-show-stash
    """,
    "ls-files": """
        -cdmoiskuztvf -x= -X= --cached --deleted --modified --others --ignored --stage --unmerged --killed --directory
        --no-empty-directory --exclude= --exclude-from= --exclude-per-directory= --exclude-standard --error-unmatch
        --full-name --recurse-submodules --abbrev? --debug --eol --format= --deduplicate --with-tree= --sparse --resolve-undo
    """,
    "ls-tree": "-drtlz --name-only --name-status --long --full-name --full-tree --abbrev? --format= --object-only",
    "cat-file": """
        -tsep --batch? --batch-check? --batch-command? --batch-all-objects --buffer --follow-symlinks --unordered
        --allow-unknown-type --no-use-mailmap --use-mailmap
    """,
    "describe": """
        --tags --all --long --always --dirty? --broken? --abbrev= --match= --exclude= --contains --exact-match
        --first-parent --candidates= --debug
    """,
    "name-rev": "--tags --refs= --exclude= --all --name-only --no-undefined --always --stdin --annotate-stdin",
    "merge-base": "-a --all --octopus --independent --is-ancestor --fork-point",
    "for-each-ref": """
        --count= --sort= --format= --points-at= --contains? --no-contains? --merged? --no-merged? -spi --shell --perl --python
        --ignore-case --color? --exclude= --include-root-refs
    """,
    "show-ref": "-sdq --head --dereference --hash? --verify --abbrev? --tags --heads --branches --quiet --exists",
    "show-branch": "-ar --all --remotes --current --list --topo-order --date-order --more= --sha1-name --no-name --color?",
    "check-ignore": "-qvzn --quiet --verbose --stdin --no-index --non-matching",
    "check-attr": "-az --all --stdin --cached --source=",
    "check-mailmap": "--stdin",
    "count-objects": "-vH --verbose --human-readable",
    "cherry": "-v --abbrev?",
    "verify-pack": "-vs --verbose --stat-only",
    "hash-object": "-t= --stdin --no-filters --stdin-paths --path= --literally",
    "fsck": """
        --full --no-full --strict --verbose --no-dangling --dangling --unreachable --connectivity-only --root --tags
        --cache --no-reflogs --name-objects --no-progress
    """,
    "var": "-l",
    "version": "--build-options",
}
"""By subcommand; operands of these are harmless."""
