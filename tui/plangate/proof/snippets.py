"""Ready jobs for CI; `plangate verify --snippet` prints them, docs/verify.md shows them."""

from __future__ import annotations

__all__ = ["SNIPPETS"]

_GITHUB = """\
# .github/workflows/plangate.yml: make "plangate" a required check of the target branch, and
# let it come from GitHub Actions only, so that nobody can set its status by hand.
name: plangate
on:
  pull_request:
  merge_group:
permissions:
  contents: read
jobs:
  plangate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0  # policy, signers and records are read from the history
          ref: ${{ github.event.pull_request.head.sha || github.sha }}
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install plangate
      - run: plangate verify "$BASE..HEAD"
        env:
          BASE: ${{ github.event.pull_request.base.sha || github.event.merge_group.base_sha }}
"""

_GITLAB = """\
# .gitlab-ci.yml: protect the target branch and ask for a successful pipeline before merging.
plangate:
  image: python:3.12
  variables:
    GIT_DEPTH: "0"  # policy, signers and records are read from the history
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - pip install plangate
    - git fetch origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
    - plangate verify "FETCH_HEAD..$CI_COMMIT_SHA"
"""

SNIPPETS = {"github": _GITHUB, "gitlab": _GITLAB}
"""By the name of the service."""
