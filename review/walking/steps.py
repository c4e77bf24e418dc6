"""The steps of a case file: `submit`, `{stage: pre_review, do: pass}`, `{wait: 5 working days}` and the others."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Item

from applications.reading.words import as_truth
from applications.scheme.text import Strict
from review.walking.units import UnitGiven
from review.walking.words import Wait, Words, as_wait

ACTS = (
    *("submit", "stage", "wait", "edit", "change", "object", "resolve", "withdraw", "revoke", "blacklist", "verify"),
    *("enter", "result", "save", "save_files", "report", "give_back", "delete", "inform"),
)
PLAIN_STEPS = ("submit", "object", "withdraw", "revoke", "blacklist", "verify", "change", "give_back")
DONE_OR_NOT = ("submit", "verify", "save", "save_files", "report", "delete")
"""Steps that say nothing more than that they are done."""
DECISIONS = {
    "pass": "pass approve confirm accept agree passed approved confirmed 通过 同意 确认",
    "return": "return return_for_correction returned 退回 退回修改",
    "send_back": "send_back sendback 退回上一环节",
    "reject": "reject refuse rejected refused 不予通过 不通过",
}
OTHER_NAMES = {"objection": "object", "resubmit": "submit", "correct": "edit"}
# What may stand after `do:` though it is no reviewer's decision.
OTHER_DEEDS = {
    "submit": ("submit", None),
    "resubmit": ("submit", None),
    "object": ("object", None),
    "objection": ("object", None),
    "withdraw": ("withdraw", None),
    "revoke": ("revoke", None),
    "dismiss": ("resolve", "dismissed"),
    "uphold": ("resolve", "upheld"),
}


def decision_meant(word: str) -> str | None:
    """Return the decision that a word after `do:` stands for."""
    wanted = word.strip().lower().replace(" ", "_")
    return next((value for value, names in DECISIONS.items() if wanted in names.split()), None)


def _as_decision(value: Any) -> Any:
    found = decision_meant(str(value))
    if found is None:
        raise ValueError(f"expected one of: {', '.join(DECISIONS)}")
    return found


def _as_resolution(value: Any) -> str:
    words = {"dismissed": "dismissed", "dismiss": "dismissed", "upheld": "upheld", "uphold": "upheld"}
    found = words.get(str(value).strip().lower())
    if found is None:
        raise ValueError("expected dismissed or upheld")
    return found


def _as_remarks(value: Any) -> Any:
    """A mapping of places to words, a list of such mappings, or a list of `{on: …, text: …}`."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ValueError("expected remarks by field or slot, such as {highest_degree: words}")
    remarks: dict[str, Any] = {}
    for one in value:
        remarks |= _one_remark(one)
    return remarks


def _one_remark(one: dict[str, Any]) -> dict[str, Any]:
    place = next((one[key] for key in ("on", "path", "field", "slot") if key in one), None)
    words = next((one[key] for key in ("text", "words", "remark") if key in one), None)
    return {str(place): words} if place is not None and words is not None else one


class Edit(Strict):
    """What the applicant changes in a draft or a returned case."""

    answers: dict[str, Any] = {}
    attachments: dict[str, Any] = {}


class Step(Strict):
    """One step. Exactly one of `ACTS` says what is done; the other keys say how. Only `edit` may come before `submit`."""

    submit: bool | None = None
    stage: Words | None = None
    wait: Annotated[Wait | None, BeforeValidator(as_wait)] = None
    edit: Edit | None = None
    change: Edit | None = Item(None, description="a unit begins anew from what it submitted last, with these changes")
    object: Words | None = None
    resolve: Annotated[str | None, BeforeValidator(_as_resolution)] = None
    withdraw: Words | None = None
    revoke: Words | None = None
    blacklist: Words | None = None
    verify: bool | None = None
    enter: UnitGiven | None = None
    result: Words | None = Item(
        None, description="what another authority decided after approval, by its value or label"
    )
    save: bool | None = Item(None, description="保存信息: the form is saved as complete")
    save_files: bool | None = Item(None, description="保存材料: the files are saved as complete")
    report: bool | None = Item(None, description="上报: the unit submits what its person has saved")
    give_back: Words | None = Item(None, description="the unit gives back what it will not report, with these words")
    delete: bool | None = Item(None, description="the person deletes the case before it is submitted")
    inform: dict[str, Any] | None = Item(None, description="the unit changes what it states about itself, by key")
    of: Words | None = Item(None, description="the scheme of the case walked `before`, which the step is about")

    do: Annotated[str | None, BeforeValidator(_as_decision)] = None
    opinion: Words = ""
    category: Words | None = None
    records: dict[str, Any] = {}
    remarks: Annotated[dict[str, Words], BeforeValidator(_as_remarks)] = {}
    by: Words | None = None
    office: Words | None = None
    expect_refusal: Words | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_shapes(cls, value: Any) -> Any:
        value = {value: None} if isinstance(value, str) else value
        if not isinstance(value, dict):
            raise ValueError("expected a step, such as submit or {stage: pre_review, do: pass}")
        value = {OTHER_NAMES.get(key, key): part for key, part in value.items()}
        value = _with_opinion(_other_deed(_with_changes(value)))
        return {key: _given(key, part) for key, part in value.items()}

    @model_validator(mode="after")
    def _one_act(self) -> Step:
        acts = [act for act in ACTS if getattr(self, act) is not None]
        if len(acts) != 1 and acts != ["submit", "edit"]:
            raise ValueError(f"expected exactly one of: {', '.join(ACTS)}")
        if (self.stage is None) != (self.do is None):
            raise ValueError("expected `stage` and `do` together, such as {stage: pre_review, do: pass}")
        return self

    @property
    def act(self) -> str:
        return next(act for act in ACTS if getattr(self, act) is not None)


def _other_deed(value: dict[str, Any]) -> dict[str, Any]:
    """`{stage: draft, do: submit}` means submit; so with the other deeds that are no decision of a stage."""
    deed = str(value.get("do", "")).strip().lower()
    if deed not in OTHER_DEEDS:
        return value
    act, words = OTHER_DEEDS[deed]
    said = value.get("opinion") or value.get("reason") or value.get("words")
    rest = {key: part for key, part in value.items() if key not in ("do", "stage")}
    return {**rest, act: words or said}


def _with_changes(value: dict[str, Any]) -> dict[str, Any]:
    """`submit: {answers: …}` changes these answers first; `by: unit` in it or in `edit` says that the unit does it."""
    for act in ("submit", "edit"):
        changes = value.get(act)
        if isinstance(changes, dict) and "by" in changes:
            value = {**value, "by": changes["by"], act: {key: part for key, part in changes.items() if key != "by"}}
    changes = value.get("submit")
    return {**value, "submit": True, "edit": changes} if isinstance(changes, dict) and changes else value


def _with_opinion(value: dict[str, Any]) -> dict[str, Any]:
    for name in ("words", "reason"):
        if name in value and "opinion" not in value:
            value["opinion"] = value.pop(name)
    return value


def _given(key: str, part: Any) -> Any:
    """A plain step, such as `submit`, has no words of its own."""
    if key == "change" and part is None:
        return {}
    if key in DONE_OR_NOT:
        return True if part is None or isinstance(part, dict | str) else as_truth(part)
    return "" if part is None and (key in PLAIN_STEPS or key == "opinion") else part
