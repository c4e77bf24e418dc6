"""What the pages of a form have in common when they are shown: tabs, what is missing, where the case is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from applications.checking import Fault, faults_of, form_faults_of
from applications.checking.faults import anchor_of
from applications.checking.whole import Files, files_by_slot
from applications.corrections import Corrections, corrections_of
from applications.forms import Page, RecordList, RecordPage, Tab, progress_of_form, tabs_of, wrong_among
from applications.helping import helper_words
from applications.models import Application
from applications.policies import is_applying, may_print_letter, may_restore
from applications.queries import progress_of
from applications.scheme import Field, Section
from applications.scheme.form import ChoiceSource
from applications.scheme.records import Record, place_of
from applications.showing import codes_of, last_recognition
from applications.views.common import place_url, remark_links, returned_context
from portal.codes import search
from portal.people.requests import user_of
from units.policies import units_ask_to_be_opened
from units.queries import find_units

FORM = "form"
"""The step whose faults a page shows without those of the files."""


@dataclass(frozen=True)
class Found:
    """What was found without scripts, for `_found.html`."""

    value: str
    label: str
    note: str = ""


@dataclass
class Showing:
    """One look at a case's form: the strict check is made once, whatever the page shows of it."""

    request: HttpRequest
    application: Application
    part: Section
    check: str = ""
    is_whole: bool = False
    """Whether all pages are shown at once, and none of them is the present one."""

    @property
    def is_checked(self) -> bool:
        return bool(self.check)

    @cached_property
    def faults(self) -> list[Fault]:
        return form_faults_of(self.application) if self.check == FORM else faults_of(self.application)

    @cached_property
    def files(self) -> Files:
        return files_by_slot(self.application)

    @cached_property
    def is_own(self) -> bool:
        """Whether the person fills in for who applies: for themselves or for the unit, not a unit for its people."""
        return is_applying(user_of(self.request), self.application)

    @cached_property
    def errors(self) -> dict[str, str]:
        """By path: every fault after somebody asked for the check, else what is wrong with answers already given."""
        if self.is_checked:
            return {fault.path: fault.reason or fault.message for fault in self.faults}
        return dict(wrong_among(self.application, self.faults))

    @cached_property
    def corrections(self) -> Corrections:
        return corrections_of(self.application)

    @cached_property
    def remarks(self) -> list[dict[str, Any]]:
        return remark_links(self.application, self.corrections)

    @cached_property
    def tabs(self) -> list[Tab]:
        return tabs_of(
            self.application,
            "" if self.is_whole else self.part.key,
            faults=self.faults,
            files=self.files,
            remarked={remark["section"] for remark in self.remarks if not remark["is_done"]},
            is_checked=self.is_checked or self.part.slots,
        )

    def context(self, *, errors: dict[str, str] | None = None) -> dict[str, Any]:
        scheme, language = self.application.scheme, get_language()
        keys = [section.key for section in scheme.sections]
        return {
            "application": self.application,
            "title": scheme.title.of(language),
            "is_own": self.is_own,
            **returned_context(self.application),
            "last": last_recognition(self.application, user_of(self.request)),
            "may_restore": may_restore(user_of(self.request), self.application) is None,
            "no_request": _names_unit(self.part) and not units_ask_to_be_opened(),
            "remarks": self.remarks,
            "corrections": corrections_bar(self.application, self.corrections),
            **nav_context(self.tabs, is_long=scheme.is_long),
            "faults": [fault_link(self.application, one, self.check) for one in self.faults] if self.is_checked else [],
            "error_links": [{"url": f"#{anchor_of(path)}", "text": text} for path, text in (errors or {}).items()],
            "is_first": self.part.key == keys[0],
            "is_last": self.part.key == keys[-1],
            **self._neighbours(keys),
            "words": {
                key: scheme.word(key, language)
                for key in ("submit", "save", "save_files", "reset", "add", "close", "questions")
            },
            "progress": progress_steps(self.application) if scheme.is_long else [],
            **steps_context(self.application, self.part),
        }

    def _neighbours(self, keys: list[str]) -> dict[str, str]:
        """The pages before and after this one, for pages that have no form of their own."""
        here = keys.index(self.part.key)
        urls = [reverse("applications:page", args=[self.application.public_id, key]) for key in keys]
        return {
            "previous_url": urls[here - 1] if here else "",
            "next_url": urls[here + 1] if here + 1 < len(urls) else "",
        }


def nav_context(tabs: list[Tab], *, is_long: bool) -> dict[str, Any]:
    """Return what `applications/_form_nav.html` shows."""
    return {"sections": tabs, "progress_of": progress_of_form(tabs), "is_long": is_long}


def corrections_bar(application: Application, corrections: Corrections) -> dict[str, Any]:
    """Return what `applications/_corrections_bar.html` shows."""
    following = corrections.next
    url = place_url(application, following.path) if following else ""
    return {"left": corrections.left, "done": corrections.done, "next_url": url}


def letters_of(application: Application) -> list[dict[str, Any]]:
    """Return what is printed from the form for now: its title, the words of its own button if it has one, why not yet."""
    if application.is_from_former_site:
        return []
    language, sealed = get_language(), {slot.seals for slot in application.scheme.slots}
    return [
        {
            "key": key,
            "title": one.title.of(language),
            "button": one.button.of(language) if one.button else "",
            "obstacle": may_print_letter(application, key) or "",
            "is_sealed": key in sealed,
        }
        for key, one in application.scheme.printed_letters()
        if application.is_editable or not one.until_submitted
    ]


def steps_context(application: Application, part: Section) -> dict[str, Any]:
    """Return what a page of a form filed in steps says of the step that was saved, and what comes next (HZ-59, HZ-89)."""
    if not application.scheme.is_filed_in_steps:
        return {"in_steps": False}
    language = get_language() or ""
    files = next((one for one in application.scheme.sections if one.slots), None)
    places = ("files", "files_saved") if part.slots else ("form_saved",)
    return {
        "in_steps": True,
        "next_words": {at: helper_words(application, at, language) for at in places},
        "files_page": {"key": files.key, "title": files.title.of(language)} if files else None,
        "delete_word": application.scheme.word("delete", language),
    }


def _names_unit(part: Section) -> bool:
    return any(field.type == "unit" for field in part.fields)


def progress_steps(application: Application) -> list[dict[str, str]]:
    """Return the status bar (NX-44) for `components/steps.html`."""
    return [
        {"label": step.label, "state": "current" if step.is_current else "done" if step.is_done else "todo"}
        for step in progress_of(application)
    ]


def fault_link(application: Application, fault: Fault, check: str) -> dict[str, str]:
    text = fault.message
    if fault.reason:  # of a record: its list is not in the message
        text = f"{application.scheme.section(fault.section).title.of(get_language())} · {text}"
    return {"url": place_url(application, fault.path, check=check), "text": text}


def show_page(
    request: HttpRequest,
    application: Application,
    part: Section,
    *,
    errors: dict[str, str] | None = None,
    check: str = "",
    finding: str = "",
    explanations: dict[str, str] | None = None,
) -> HttpResponse:
    """Render a page: a form, or a list of records. `check` shows every fault, or those of a step; else only what is wrong
    is said.

    `finding` is the field to list findings for.
    """
    showing = Showing(request, application, part, check)
    if part.repeating is not None:
        return _show_list(showing)
    form = Page(
        application=application,
        section=part,
        errors=showing.errors | (errors or {}),
        is_own=showing.is_own,
        files=showing.files,
        explanations=explanations or {},
        reader_id=user_of(request).pk,
    )
    context = showing.context(errors=errors) | _found(request, part, finding)
    context |= {
        "is_files_step": context["in_steps"] and part.slots,
        "has_reset": (context["in_steps"] and not part.slots) or (context["is_long"] and bool(form.fields)),
        "form": form,
        "letters": letters_of(application),
    }
    return render(request, "applications/page.html", context)


def _show_list(showing: Showing) -> HttpResponse:
    form = RecordList(showing.application, showing.part, showing.errors, showing.is_own, faults=showing.faults)
    return render(showing.request, "applications/records.html", showing.context() | {"form": form})


def show_record(
    request: HttpRequest,
    application: Application,
    part: Section,
    record: Record,
    *,
    is_checked: bool,
    finding: str = "",
) -> HttpResponse:
    """Render the form of one record; `is_checked` shows everything that is missing in it."""
    showing = Showing(request, application, part, "1" if is_checked else "")
    form = RecordPage(application, part, showing.errors, showing.is_own, record=record)
    context = showing.context() | _found(request, part, finding, record) | {"form": form}
    context["faults"] = [
        {"url": f"#{fault.anchor}", "text": fault.message}
        for fault in (showing.faults if is_checked else ())
        if place_of(fault.path).record == record["id"] and fault.path.startswith("field:")
    ]
    return render(request, "applications/record.html", context)


def _found(request: HttpRequest, part: Section, finding: str, record: Record | None = None) -> dict[str, Any]:
    """What a button found where no script does, for the field whose key is `finding`."""
    field = next((one for one in part.fields if one.key == finding), None)
    if field is None:
        return {"finding": "", "sought": "", "found": []}
    sought = request.POST.get(f"find:{finding}", "")[:60]
    return {"finding": finding, "sought": sought, "found": _findings(field, sought, record or {})}


def _findings(field: Field, sought: str, record: Record) -> list[Found]:
    source = field.choices
    if not isinstance(source, ChoiceSource) or not source.codes:
        return [Found(unit.public_id, unit.name) for unit in find_units(sought)]
    above = record.get(source.of) if source.of else None
    codes = {code.code for code in codes_of(source) if above in (None, "", code.parent)}
    return [Found(code.code, code.label()) for code in search(source.codes, sought, among=codes)]
