"""A duty: something somebody must do by some time. Its owner is a role (or a person), resolved when it matters."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from rules.timescale import WindowKind


class DutyKind(StrEnum):
    """What has to be done."""

    NOTIFY = "notify"  # tell a role; met when a delivery to it is sent
    ACKNOWLEDGE = "acknowledge"  # a role that was told confirms that it knows
    DECIDE = "decide"  # a role decides whether another role is told
    COMPLETE = "complete"  # the reporter gives the rest after "Tell now"
    SEND = "send"  # the author of a draft whose facts are already reportable sends it
    REACH = "reach"  # a person reaches somebody whom no message reached
    FIRST = "first"  # a role decides whether the notification is needed at all, before the others are told
    WATCH = "watch"  # somebody says whether what is not required yet still holds, when it would be
    PHONE = "phone"  # a role is phoned as well, and the call recorded
    ANONYMISE = "anonymise"  # somebody who sees it whole writes the anonymised version for everybody else
    APPROVE = "approve"  # another of them approves what was written
    TASK = "task"  # what the policy or the law asks for besides, done by whom it names
    ANSWER = "answer"  # somebody answers a question of somebody who was told
    ACTION = "action"  # somebody does what somebody who was told requires, by a day
    REVIEW_DAY = "review-day"  # a role, or a person, looks at it again on the day that was set
    UPDATE = "update"  # this period's update about a missing child, again and again until found
    OPERATE = "operate"  # the operator puts right what keeps messages from going; about no notification


class DutyStatus(StrEnum):
    """Where a duty stands. Late is not a status: a late duty stays open (`late_since`)."""

    OPEN = "open"
    MET = "met"
    WAIVED = "waived"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Duty:
    """One duty. Instants are aware and UTC; `window_kind` says how long each step of its escalation lasts.

    `role` owns it, or else the person `person` (an Entra object id). `about` is the role a decision or a call is
    about, or the person to be reached; of an update, or of a task about one of several children, that child's key.
    `any_hour` duties speak up at night; the others wait for office hours.
    `limit` is the policy's limit that a draft's or a watch's duty was made from, which `due` may come after or before;
    a task has one only where a time is stated, and is not late without. `trigger` is the row, or a task's own id in
    its pack. `reason` says why it was closed so, with a call still open how it was tried, of the operator's what is
    wrong.
    `met_as` is "holder" or "cover", `met_for` the person whom a named cover stood in for.
    `step` counts the escalation steps taken; `next_at` is when the next one is due (None: nothing to watch).
    """

    id: str
    kind: DutyKind
    due: datetime
    any_hour: bool
    window_kind: WindowKind
    created_at: datetime
    notification: str | None = None
    draft: str | None = None
    role: str | None = None
    person: str | None = None
    about: str = ""
    trigger: str = ""
    source: str = ""
    limit: datetime | None = None
    status: DutyStatus = DutyStatus.OPEN
    late_since: datetime | None = None
    step: int = 0
    next_at: datetime | None = None
    met_at: datetime | None = None
    met_by: str | None = None
    met_as: str = ""
    met_for: str = ""
    outcome: str = ""
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Is it still to be done?"""
        return self.status is DutyStatus.OPEN

    def met(
        self, at: datetime, by: str, *, acting: str = "", covers: str = "", outcome: str = "", reason: str = ""
    ) -> "Duty":
        """This duty, met at `at` by the person `by` acting as holder or cover; as cover for the person `covers`."""
        return replace(
            self,
            status=DutyStatus.MET,
            met_at=at,
            met_by=by,
            met_as=acting,
            met_for=covers,
            outcome=outcome,
            reason=reason,
            next_at=None,
        )

    def superseded(self, at: datetime, why: str) -> "Duty":
        """This duty, no longer needed because something else took its place."""
        return replace(self, status=DutyStatus.SUPERSEDED, met_at=at, reason=why, next_at=None)
