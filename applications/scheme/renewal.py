"""What a case renews, and how it is filed where a person fills in and a unit reports (HZ-24 to HZ-91)."""

from typing import Literal

from pydantic import Field as Item
from pydantic import model_validator

from applications.scheme.match import Match
from applications.scheme.text import Strict, Text, Texts


class Reminder(Strict):
    """A notice to the holder so long before the certificate ends. Exactly one of the two is given."""

    notice: str
    months: int | None = Item(None, gt=0)
    days: int | None = Item(None, gt=0)

    @model_validator(mode="after")
    def _one_span(self) -> "Reminder":
        if (self.months is None) == (self.days is None):
            raise ValueError("expected exactly one of `months` and `days`")
        return self


class Compared(Strict):
    """Some answers that are looked at together: a condition asks whether any of them is another than last time (HZ-81)."""

    name: Text = Item(description="what they are called together, e.g. 学历信息")
    fields: tuple[str, ...] = Item(min_length=1)


class Renewal(Strict):
    """A case that renews an earlier recognition: begins from it, and extends its validity (HZ-35…45)."""

    scheme: str = Item(description="the scheme of the same portal whose recognition is renewed")
    after_months: int = Item(ge=0, description="since the recognition; nobody begins before")
    match: tuple[str, ...] = Item(
        ("applicant.name", "applicant.id_type", "applicant.id_number"),
        min_length=1,
        description="what the account says now as it did when the person was recognised",
    )
    same: tuple[str, ...] = Item((), description="answers that cannot change")
    otherwise: Text | None = Item(None, description="what to do instead, where one of these has changed")
    compare: dict[str, Compared] = Item(
        {}, description="groups of answers; conditions ask of each whether it changed, as changed.<group>"
    )
    partial: tuple[str, ...] = Item(
        (), description="what of the last recognition is shown in another unit than the one it was made in"
    )
    open_notice: str | None = Item(None, description="sent to the holder on the day from which it can be renewed")
    reminders: tuple[Reminder, ...] = ()

    @property
    def notices(self) -> set[str]:
        """The notices that are sent to holders because time passes."""
        return {one.notice for one in self.reminders} | ({self.open_notice} if self.open_notice else set())


class DraftLabels(Strict):
    """What a case is called while it is filled in, once the form and once the files are saved (HZ-83, HZ-84)."""

    form_saved: Text
    files_saved: Text


class HelperVariant(Strict):
    when: Match
    text: Texts


class Helper(Strict):
    """Words that lead from one step to the next; a unit may put its own in their place (HZ-61)."""

    key: str = Item(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)
    at: Literal["form_saved", "files", "files_saved", "reporting"]
    title: Text = Item(description="what the unit's page calls them")
    text: Texts
    variants: tuple[HelperVariant, ...] = Item((), description="the first whose condition holds replaces the text")


class CaseList(Strict):
    """A page of its own for a person's cases of this scheme, reached from the menu (HZ-24, HZ-46…49)."""

    title: Text
    add: Text = Item(description="the button that begins another")
    columns: tuple[str, ...] = Item((), description="keys of answers that stand before status and actions")
    labels: dict[str, Text] = Item({}, description="a column's heading, where it is not the field's label")
