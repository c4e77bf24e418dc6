"""The guide to one scheme: everything that its page says, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from applications.guiding.catalogue import GuideCategory, catalogue_of, has_catalogue, note_of_samples
from applications.guiding.ends import End, certificate_words, ends_of, renewal_words
from applications.guiding.materials import Material, Page, materials_of, pages_of, sizes
from applications.guiding.opening import Opening, opening_of
from applications.guiding.steps import GuideStep, before_submission, overall_limit, steps_of
from applications.guiding.who import held_first, who_applies, who_may
from applications.guiding.wording import Wording
from applications.scheme import Scheme


@dataclass(frozen=True)
class Guide:
    """What the public reads of a scheme. Lists are empty where the scheme has nothing of the kind."""

    key: str
    title: str
    summary: str
    apply: str
    who: str
    who_may: list[str]
    held_first: list[str]
    opening: Opening
    limit: str
    statement: str
    statement_parts: list[tuple[str, tuple[str, ...]]]
    agreement: tuple[str, ...]
    law: str
    catalogue_note: str
    has_catalogue: bool
    categories: list[GuideCategory]
    pages: list[Page]
    materials: list[Material]
    sizes: str
    before: list[str]
    steps: list[GuideStep]
    ends: list[End]
    publicity_days: int
    certificate: str
    validity: str
    certificate_note: str
    renewal: list[str]
    follow_up: str
    follow_up_results: list[str]


def guide_of(scheme: Scheme, *, wanted: str = "") -> Guide:
    """Return the guide; `wanted` narrows the catalogue's conditions to those that have these words."""
    wording = Wording(scheme)
    of, certificate, follow_up = wording.of, scheme.certificate, scheme.follow_up
    return Guide(
        key=scheme.scheme,
        title=of(scheme.title),
        summary=of(scheme.summary),
        apply=of(scheme.apply),
        who=who_applies(scheme),
        who_may=who_may(scheme),
        held_first=held_first(scheme, wording),
        opening=opening_of(scheme),
        limit=overall_limit(scheme),
        statement=of(scheme.statement.title) if scheme.statement else "",
        statement_parts=_statement(scheme, wording),
        agreement=_agreement(scheme, wording),
        law=of(scheme.legal_basis.law) if scheme.legal_basis else "",
        catalogue_note=note_of_samples(scheme),
        has_catalogue=has_catalogue(scheme),
        categories=catalogue_of(scheme, wanted) if has_catalogue(scheme) else [],
        pages=pages_of(scheme, wording),
        materials=materials_of(scheme, wording),
        sizes=sizes() if scheme.slots else "",
        before=before_submission(scheme, wording),
        steps=steps_of(scheme, wording),
        ends=ends_of(scheme, wording),
        publicity_days=sum(one.working_days or 0 for one in scheme.stages if one.holder == "publicity"),
        certificate=of(certificate.title) if certificate else "",
        validity=certificate_words(scheme),
        certificate_note=of(certificate.note) if certificate else "",
        renewal=renewal_words(scheme, wording),
        follow_up=of(follow_up.title) if follow_up else "",
        follow_up_results=[of(one.label) for one in follow_up.results] if follow_up else [],
    )


def _statement(scheme: Scheme, wording: Wording) -> list[tuple[str, tuple[str, ...]]]:
    """What is read before applying: each part's title and paragraphs."""
    parts = scheme.statement.parts if scheme.statement else ()
    return [(wording.of(part.title), part.text.of(wording.language)) for part in parts]


def _agreement(scheme: Scheme, wording: Wording) -> tuple[str, ...]:
    """What is agreed to by ticking."""
    statement = scheme.statement
    return (*statement.consent.of(wording.language), wording.of(statement.agree)) if statement else ()
