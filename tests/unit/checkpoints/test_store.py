"""Tests of `plangate.checkpoints.store` on a real repository."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from plangate.checkpoints import Store, What
from plangate.checkpoints.objects import Objects
from plangate.errors import LedgerError, LimitReached, NotFound, Refused


def _git(workspace: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=workspace, check=True, capture_output=True, text=True
    ).stdout


def test_a_checkpoint_leaves_git_alone(store: Store, workspace: Path) -> None:
    """HEAD, index, refs, stash and objects are byte for byte what they were."""

    def state() -> dict[str, bytes]:
        return {
            str(path): path.read_bytes() for path in sorted((workspace / ".git").rglob("*")) if path.is_file()
        }

    before = state()
    checkpoint = store.create(workspace, "try", session="abc")
    assert state() == before
    assert checkpoint.head == _git(workspace, "rev-parse", "HEAD").strip()
    assert (checkpoint.files, checkpoint.skipped, checkpoint.reason) == (4, 0, "try")


def test_restoring_undoes_everything(store: Store, workspace: Path) -> None:
    """Edits, deletions, new files, modes, links, the index; what git ignored stays."""
    (workspace / "src" / "main.py").write_text("print('two')\n")
    _git(workspace, "add", "src/main.py")
    checkpoint = store.create(workspace, "before")
    status = _git(workspace, "status", "--porcelain")
    (workspace / "src" / "main.py").unlink()
    (workspace / "untracked.txt").write_text("changed\n")
    (workspace / "run.sh").chmod(0o600)
    (workspace / "link").unlink()
    (workspace / "empty").rmdir()
    (workspace / "made" / "deep").mkdir(parents=True)
    (workspace / "made" / "deep" / "file").write_text("new\n")
    (workspace / "debug.log").write_text("still ignored\n")
    _git(workspace, "reset", "-q")
    assert {change.what for change in store.changes(checkpoint)} == {
        What.ADDED,
        What.REMOVED,
        What.MODIFIED,
        What.MODE,
    }
    restored = store.restore(checkpoint)
    assert restored.failures == ()
    assert len(restored.changes) == 8
    assert store.changes(checkpoint) == []
    assert _git(workspace, "status", "--porcelain") == status
    assert (workspace / "debug.log").read_text() == "still ignored\n"


def test_restoring_can_itself_be_undone(store: Store, workspace: Path) -> None:
    """A checkpoint from before leads back."""
    first = store.create(workspace, "first")
    (workspace / "untracked.txt").write_text("second\n")
    second = store.create(workspace, "before undo")
    store.restore(first)
    store.restore(second)
    assert (workspace / "untracked.txt").read_text() == "second\n"


def test_only_some_paths(store: Store, workspace: Path) -> None:
    """The others and the index stay as they are."""
    checkpoint = store.create(workspace, "before")
    (workspace / "src" / "main.py").write_text("broken\n")
    (workspace / "src" / "new.py").write_text("new\n")
    (workspace / "untracked.txt").write_text("keep\n")
    _git(workspace, "add", "-A")
    index = (workspace / ".git" / "index").read_bytes()
    restored = store.restore(checkpoint, (b"src",))
    assert restored.failures == ()
    assert (workspace / "src" / "main.py").read_text() == "print('one')\n"
    assert not (workspace / "src" / "new.py").exists()
    assert (workspace / "untracked.txt").read_text() == "keep\n"
    assert (workspace / ".git" / "index").read_bytes() == index


def test_files_hidden_by_a_new_ignore_rule_come_to_light(store: Store, workspace: Path) -> None:
    """A rule that was added since neither keeps new files nor loses old ones; old ignored files stay."""
    checkpoint = store.create(workspace, "before")
    (workspace / ".gitignore").write_text("*.txt\nsecret.py\n")
    (workspace / "secret.py").write_text("x\n")
    (workspace / "untracked.txt").unlink()
    assert store.restore(checkpoint).failures == ()
    assert not (workspace / "secret.py").exists()
    assert (workspace / "untracked.txt").read_text() == "mine\n"
    assert (workspace / "debug.log").exists()


def test_git_at_work_on_the_index(store: Store, workspace: Path) -> None:
    """The index is left to it, with words."""
    checkpoint = store.create(workspace, "before")
    (workspace / ".git" / "index.lock").write_text("")
    with pytest.raises(Refused, match="index"):
        store.restore(checkpoint)


def test_a_directory_without_git(store: Store, tmp_path: Path) -> None:
    """It has checkpoints like any other."""
    place = tmp_path / "plain"
    place.mkdir()
    (place / "file").write_text("one")
    checkpoint = store.create(place, "before")
    (place / "file").write_text("two")
    store.restore(checkpoint)
    assert (place / "file").read_text() == "one"
    assert (checkpoint.head, checkpoint.index) == ("", "")


def test_listing_and_finding(store: Store, workspace: Path, tmp_path: Path) -> None:
    """By workspace, by the beginning of an id; a record that cannot be read is left out."""
    one, other = store.create(workspace, "one"), store.create(tmp_path, "other")
    assert [checkpoint.id for checkpoint in store.listed(workspace)] == [one.id]
    assert {checkpoint.id for checkpoint in store.listed()} == {one.id, other.id}
    assert store.find(one.id) == one
    with pytest.raises(NotFound, match="several"):
        store.find(one.id[:4])
    with pytest.raises(NotFound, match="no checkpoint"):
        store.find("zz")
    for record in (tmp_path / "store" / "records").rglob("*.json"):
        record.write_text("{")
    assert store.listed() == []


def test_equal_trees_share_everything(store: Store, workspace: Path) -> None:
    """A second checkpoint of the same tree takes no more room."""
    one = store.create(workspace, "one")
    size = store.size()
    two = store.create(workspace, "two")
    assert (one.tree, one.content) == (two.tree, two.content)
    assert store.size() == size


def test_a_lost_content_changes_nothing(store: Store, workspace: Path, tmp_path: Path) -> None:
    """Restoring is refused before the first file is touched."""
    checkpoint = store.create(workspace, "before")
    (workspace / "run.sh").write_text("changed\n")
    (workspace / "untracked.txt").unlink()
    lost = store.tree(checkpoint).entries[b"untracked.txt"].content
    objects = Objects(tmp_path / "store" / "objects")
    objects.tidy(set(objects.sizes()) - {lost})
    with pytest.raises(LedgerError, match=r"untracked\.txt"):
        Store(tmp_path / "store").restore(checkpoint)
    assert (workspace / "run.sh").read_text() == "changed\n"


def test_pruning(tmp_path: Path, workspace: Path) -> None:
    """Old ones go, then the oldest until the rest fits; the newest of a workspace always stays whole."""
    now = [time.time() + 1000]
    store = Store(tmp_path / "store", clock=lambda: now[0])
    made = []
    for number in range(4):
        (workspace / "data").write_bytes(bytes([number]) * 10 + str(now).encode() * 1000)
        made.append(store.create(workspace, str(number)))
        now[0] += 100
    pruned = store.prune(older_than=made[1].at, quota=10**9)
    assert pruned.checkpoints == 1
    assert pruned.bytes > 0
    assert [one.id for one in store.listed()] == [one.id for one in made[1:]]
    assert store.prune(older_than=0, quota=0).checkpoints == 2
    assert [one.id for one in store.listed()] == [made[3].id]
    (workspace / "data").unlink()
    assert store.restore(made[3]).failures == ()
    assert store.prune(older_than=now[0] + 1, quota=0).checkpoints == 0


def test_no_workspace(store: Store, tmp_path: Path) -> None:
    """A directory that is not there has no checkpoint."""
    with pytest.raises(NotFound):
        store.create(tmp_path / "none", "x")


def test_a_store_that_cannot_be_written(tmp_path: Path, workspace: Path) -> None:
    """An error with words, before anything is recorded."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "objects").write_text("")
    with pytest.raises(LimitReached):
        Store(tmp_path / "store").create(workspace, "x")
