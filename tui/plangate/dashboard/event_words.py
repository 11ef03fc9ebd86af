"""Entries of the ledger as sentences. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from typing import Any

from plangate.dashboard.attempt_event_words import ATTEMPT_SENTENCES, attempt_event_color
from plangate.dashboard.gate_event_words import GATE_SENTENCES, gate_event_color
from plangate.dashboard.undo_event_words import UNDO_SENTENCES
from plangate.dashboard.wording import clean
from plangate.model.event import Event

__all__ = ["event_color", "event_time", "event_words", "fits", "names_in"]

_Data = dict[str, Any]


def event_words(event: Event) -> str:
    """What happened, as a sentence without the session's name; an unknown kind shows what it holds."""
    known = (_SENTENCES, GATE_SENTENCES, UNDO_SENTENCES, ATTEMPT_SENTENCES)
    say = next((table[event.kind] for table in known if event.kind in table), None)
    if say is not None:
        return clean(say(event.data))
    subject, _, fact = event.kind.partition(".")
    held = " ".join(f"{key}={value}" for key, value in event.data.items() if _plain(value))
    return clean(f"{subject} {fact.replace('_', ' ')} {held}")


def _plain(value: object) -> bool:
    """Whether a value reads well in a sentence."""
    return value not in ("", None) and not isinstance(value, (dict, list))


def event_time(event: Event, now: float, zone: tzinfo | None = None) -> str:
    """The time of day, with the date when that is not today's; `zone` None is the machine's own."""
    moment = datetime.fromtimestamp(event.time, zone)
    today = datetime.fromtimestamp(now, zone).date()
    return moment.strftime("%H:%M:%S" if moment.date() == today else "%d %b %H:%M")


def event_color(event: Event) -> str:
    """The theme's variable that the sentence is painted with."""
    if event.kind == "session.ended":
        well = event.data.get("code") == 0 or event.data.get("stopped")
        return "state-stopped" if well else "state-failed"
    if event.kind.endswith(".lost"):
        return "warning"
    if color := gate_event_color(event.kind, event.data) or attempt_event_color(event.kind):
        return color
    return (
        "success"
        if event.kind in ("session.started", "session.restarted", "session.resumed")
        else "foreground"
    )


def names_in(events: Iterable[Event]) -> dict[str, str]:
    """What sessions were called, as far as the events tell; for those that are no longer listed."""
    found: dict[str, str] = {}
    for event in events:
        name = event.data.get("name") or event.data.get("task")
        if event.session and isinstance(name, str) and (event.data.get("name") or event.session not in found):
            found[event.session] = clean(name)
    return found


def fits(event: Event, name: str, query: str) -> bool:
    """Whether every word of the query is somewhere in the event."""
    text = f"{event.kind} {event.session} {name} {event.actor} {event_words(event)}".lower()
    return all(word in text for word in query.lower().split())


def _started(data: _Data) -> str:
    task = data.get("task")
    return f"started {data.get('agent', '')}" + (f": {task}" if task else "")


def _ended(data: _Data) -> str:
    code, signal, note = data.get("code"), data.get("signal"), data.get("note")
    if note:
        return f"ended, {note}"
    if signal is not None:
        return f"ended by signal {signal}"
    if code is None:
        return "ended, nobody could collect its exit code"
    return "ended well" if code == 0 else f"ended with exit {code}"


def _focus(data: _Data) -> str:
    holder = data.get("holder")
    return f"focus to {holder}" if holder else "focus free"


def _changed(data: _Data) -> str:
    reason = data.get("reason")
    return f"{data.get('state', '?')}{f' ({reason})' if reason else ''}, was {data.get('was', '?')}"


def _adopted(data: _Data) -> str:
    adopted = data.get("adopted")
    return "the daemon started" + (f" and found {adopted} running sessions again" if adopted else "")


def _removed(data: _Data) -> str:
    old = " because it was old" if data.get("why") == "age" else ""
    return f"taken off the list{old}: {data.get('name', '')}"


def _role(data: _Data) -> str:
    role = str(data.get("role", ""))
    return f"an {role}" if role.startswith("a") else f"a {role}"


def _job_ended(data: _Data) -> str:
    code = data.get("exit")
    how = (
        ""
        if code is None
        else f" by signal {-code}"
        if code < 0
        else f" with exit {code}"
        if code
        else " well"
    )
    return f"job {data.get('job', '?')} ended{how}: {data.get('command', '')}"


_SENTENCES: dict[str, Callable[[_Data], str]] = {
    "daemon.started": _adopted,
    "daemon.stopped": lambda data: (
        "the daemon stopped" + (", all sessions with it" if data.get("sessions") else "")
    ),
    "device.invited": lambda data: f"a device may be paired as {_role(data)}",
    "device.not_paired": lambda data: f"a pairing was refused: {data.get('why', '')}",
    "device.paired": lambda data: f"{data.get('name', '')} was paired as {_role(data)}",
    "device.refused": lambda data: f"a device was refused: {data.get('why', '')}",
    "device.renamed": lambda data: (
        f"the device {data.get('before', '')} is called {data.get('name', '')} now"
    ),
    "device.revoked": lambda data: f"the device {data.get('name', '')} was revoked",
    "focus.changed": _focus,
    "grants.revoked": lambda data: (
        f"{data.get('count', 0)} grants revoked for {data.get('client') or 'everybody'}"
    ),
    "host.adopted": lambda _: "found again by a new daemon",
    "host.lost": lambda data: f"its host does not answer: {data.get('reason', '')}",
    "host.succeeded": lambda _: "its host died and was replaced; the agent lives on",
    "host.upgraded": lambda _: "its host was replaced by a newer version",
    "job.began": lambda data: f"job {data.get('job', '?')} runs: {data.get('command', '')}",
    "job.ended": _job_ended,
    "keeper.lost": lambda data: f"the keeper is away: {data.get('reason', '')}",
    "queue.added": lambda data: f"a prompt waits ({data.get('when', '?')}): {data.get('text', '')}",
    "queue.cancelled": lambda data: f"a queued prompt was cancelled {data.get('why', '')}".rstrip(),
    "queue.edited": lambda data: (
        f"a queued prompt was changed ({data.get('when', '?')}): {data.get('text', '')}"
    ),
    "queue.sent": lambda data: f"a queued prompt was sent ({data.get('when', '?')})",
    "recordings.dropped": lambda data: (
        f"recordings of {len(data.get('sessions') or ())} sessions dropped, the limit was reached"
    ),
    "recordings.purged": lambda data: f"recordings of {len(data.get('sessions') or ())} sessions deleted",
    "session.ended": _ended,
    "session.removed": _removed,
    "session.renamed": lambda data: f"renamed to {data.get('name', '')}",
    "session.restarted": lambda data: f"restarted from {data.get('of', '?')}",
    "session.resumed": lambda data: f"resumed from {data.get('of', '?')}",
    "session.started": _started,
    "session.state_changed": _changed,
    "session.stopping": lambda data: "is killed" if data.get("force") else "is asked to stop",
}
