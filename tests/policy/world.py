"""Two portals side by side with everything that an address can name, in every relation to every kind of person.

It is built once in a process. Words that only some may read are planted in it: canaries, `mark` in each.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application, Attachment, CatalogueCategory, SchemeVersion, Submission
from applications.queries import digest, form_digest, present_attachments
from applications.scheme.text import Text
from applications.services.confirming import confirm_case
from applications.services.drafts import fill_in
from applications.services.way import By, begin, return_to_applicant
from applications.services.withdrawing import withdraw_application
from certificates.models import Certificate
from certificates.services.issuing import printed_certificate
from portal.calendar import now, set_clock
from portal.files.documents import Document
from portal.notices.models import NoticeText
from portal.notices.services import queue_notice
from portal.people.choices import AdminRole
from portal.people.invented import invented_uscc
from portal.people.models import User
from portal.people.sign_in_models import SignInCount
from portal.privacy.models import DataExport, ProcessingPurpose, RetentionLine, RetentionReport
from portal.tenants.models import AreaPart, Article, Download, ServiceArea, Tenant
from portal.tenants.publishing import save_area, save_article, save_download
from portal.tenants.scope import tenant_scope
from review.choices import OfficeKind, Tier
from review.models import Complaint, ComplaintDesk, Office, PublicityEntry, ReviewTask, Seat
from review.services.answering import answer_complaint, close_complaint, take_complaint
from review.services.complaining import file_complaint, set_complaint_desk
from review.services.objecting import file_objection, resolve_objection
from review.services.publicising import end_due_publicity
from review.services.setting_up import set_up_tenant
from review.services.withdrawing import lift_listing, list_person, revoke_recognition
from review.tenant_file import OfficeEntry, read_tenant_file
from tests.applications.filling import SLOTS, answers_for
from tests.builders import (
    PASSWORD,
    make_application,
    make_attachment,
    make_person,
    make_picture,
    make_unit,
    make_user,
    scheme_of,
)
from tests.longform import PAPER, publish_long_form
from tests.policy.authorising import authorised_units, units_block
from tests.policy.certifying import licences
from tests.policy.claiming import old_accounts, stating_unit
from tests.policy.desking import desk_things
from tests.policy.fetching import set_up_service, with_fetch
from tests.policy.filing import FILED, STATES, filed_case, publish_filed
from tests.policy.following import followed_things
from tests.policy.networking import make_client
from tests.policy.permitting import declared_case, publish_own_matters, unit_case
from tests.policy.phrasing import kept_phrases
from tests.policy.printing import letters_of
from tests.policy.workbench import filter_of
from tests.review.services.acting import NINGBO, decide, fresh, offices_of
from units.choices import UnitState
from units.models import Unit, UnitAdministrator
from units.services.registering import request_unit

CHINA = dt.timezone(dt.timedelta(hours=8))
MORNING = dt.datetime(2026, 11, 3, 9, 0, tzinfo=CHINA)
HERE, THERE = "ningbo.localhost", "elsewhere.localhost"
UNUSED_CATEGORY = "Q"
RECORD = "0a1b2c3d"
MARK_HERE, MARK_THERE = "金丝雀", "百灵鸟"
OFFICES = {
    "haishu": ("alliance", "alliance-haishu"),
    "jiangbei": ("alliance", "alliance-jiangbei"),
    "window": ("window", "municipal-window"),
    "department": ("department", "human-resources-department"),
    "other_department": ("department", "science-department"),
    "bureau": ("bureau", "bureau"),
    "county_bureau": ("bureau", "bureau-jiangbei"),
    "talent_office": ("talent-office", "talent-office"),
}


@dataclass(frozen=True)
class Person:
    """Somebody who asks: what they are to the table, and what decides their relation to an object."""

    key: str
    role: str
    user: User | None = None
    unit: int = 0
    office: str = ""


@dataclass(frozen=True)
class Thing:
    """One object that an address can name. `owner` is who it is about; offices are those that have or had it."""

    kind: str
    state: str
    id: str
    tenant: str = HERE
    owner: str = ""
    unit: int = 0
    holding: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    extra: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass
class World:
    people: dict[str, Person]
    things: list[Thing]
    parents: dict[str, str]
    tenants: dict[str, Tenant]
    marks: dict[str, str]
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Thing]:
        return [thing for thing in self.things if thing.kind == kind]

    def relation(self, person: Person, thing: Thing) -> str:
        """What the person is to the object: from the facts of this world, not from the portal's own rules."""
        if thing.tenant != HERE:
            return "other-portal"
        if thing.owner and thing.owner == person.key:
            return "own"
        if thing.kind not in WITH_RELATIONS:
            return "here"
        if person.role in ("applicant", "unit-administrator"):
            return "same-unit" if person.unit and person.unit == thing.unit else "other-unit"
        return self._office_relation(person.office, thing) if person.office else "here"

    def _office_relation(self, office: str, thing: Thing) -> str:
        if office in thing.holding:
            return "holding"
        if office in thing.held:
            return "held"
        touched = thing.holding or thing.held
        if thing.kind in ("unit", "notice", "export"):
            return "here"
        if any(office in self._above(one) for one in touched):
            return "superior"
        if any(one in self._above(office) for one in touched):
            return "subordinate"
        siblings = any(self.parents[one] == self.parents[office] != "" for one in touched)
        return "sibling" if siblings else "other-office"

    def _above(self, office: str) -> set[str]:
        above = set()
        while office := self.parents[office]:
            above.add(office)
        return above


class Builder:
    """Builds one portal."""

    def __init__(self, host: str, slug: str, mark: str) -> None:
        file, _folder = read_tenant_file(NINGBO)
        names: dict[str, Any] = {} if host == HERE else {"slug": slug, "hosts": [host]}
        names["units"] = units_block()
        schemes = [with_fetch(scheme_of()).model_copy(update={"opened_for_units": True})]
        if host != HERE:
            # Numbers of their own: one that both portals had given would name this portal's certificate, rightly.
            certificate = schemes[0].certificate.model_copy(update={"number": "ELSE{year}{serial:06d}"})
            schemes = [schemes[0].model_copy(update={"certificate": certificate})]
            schemes.append(schemes[0].model_copy(update={"scheme": "only-there"}))
        self.host, self.mark = host, mark
        county = OfficeEntry(
            code="bureau-jiangbei",
            name=Text(zh="江北区人社局", en="Jiangbei bureau"),
            kind=OfficeKind.BUREAU,
            tier=Tier.COUNTY,
            region="330205",
            parent="bureau",
        )
        names["offices"] = (*file.offices, county)
        self.tenant = set_up_tenant(file=file.model_copy(update=names), schemes=schemes)
        self.people: dict[str, Person] = {"visitor": Person("visitor", "visitor")}
        self.things: list[Thing] = []

    # --- people

    def build_people(self) -> None:
        self.version = SchemeVersion.objects.get(key="recognition")
        self._add("chen", "applicant", unit=1, name=f"陈{self.mark}秀")
        self._add("colleague", "applicant", unit=1)
        self._add("stranger", "applicant", unit=2)
        self._add("admin1", "unit-administrator", unit=1)
        self._add("admin2", "unit-administrator", unit=2)
        for key, (role, code) in OFFICES.items():
            self._add(key, role, office=code)
            self._seat(key, code)
        # A colleague, so that a case can be handed over and lie in somebody else's hands.
        self.second = make_person(self.tenant, name="同室人")
        Seat.objects.create(office=Office.objects.get(code="alliance-haishu"), user=self.second)
        for role in AdminRole.values:
            self._add(role, f"{role}-administrator", admin=role)
        self.units = {
            1: make_unit(self.tenant, f"甲{self.mark}研究院", administrator=self.user("admin1"), confirms_online=True),
            2: make_unit(self.tenant, f"乙{self.mark}集团", administrator=self.user("admin2")),
        }

    def _add(self, key: str, role: str, *, unit: int = 0, office: str = "", admin: str = "", **fields: Any) -> None:
        user = make_person(self.tenant, role=admin, is_staff=bool(admin), **fields)
        self.people[key] = Person(key, role, user, unit, office)

    def _seat(self, key: str, code: str) -> None:
        Seat.objects.create(office=Office.objects.get(code=code), user=self.user(key))

    def user(self, key: str) -> User:
        user = self.people[key].user
        assert user is not None
        return user

    # --- cases

    def build_cases(self, *, everything: bool) -> None:
        self._draft()
        self._lists_of_records()
        self._desk()
        self._case("unit_confirm")
        self.running = self._case("pre_review", "alliance-haishu")
        publish_own_matters()
        self._filed(everything=everything)
        if not everything:
            return
        self._unit_cases()
        self._declared()
        taken = self._case("pre_review", "alliance-haishu", tasks="taken-by-colleague")
        ReviewTask.objects.filter(application=taken).update(taken_by=self.second, taken_at=now())
        mine = self._case("pre_review", "alliance-haishu", tasks="taken-by-self")
        ReviewTask.objects.filter(application=mine).update(taken_by=self.user("haishu"), taken_at=now())
        self._case("pre_review", unit_facts={"level": "municipal"})
        self._case("departmental_review")
        self._case("bureau_approval")
        self._case("bureau_approval", equivalent_claim=True)
        self.shown = self._case("publicity")
        self._returned()
        self._rejected()
        self._withdrawn()
        self._own_office()

    def build_recognitions(self, *, everything: bool) -> None:
        self.approved = self._approved()
        if everything:
            revoked = self._approved()
            revoke_recognition(application_id=revoked.pk, user=self.user("bureau"), reason=f"撤{self.mark}因")
            self._register(fresh(revoked))
        self._register(self.approved)

    def _answers(self, owner: str, unit: Unit, **changes: Any) -> dict[str, Any]:
        return answers_for(
            self.user(owner), unit, major=f"专{self.mark}业", full_time_intro_date="2025-06-01", **changes
        )

    def _new(self, owner: str = "chen", unit: Unit | None = None, **changes: Any) -> Application:
        unit = unit or self.units[self.people[owner].unit]
        answers = self._answers(owner, unit, **changes)
        application = make_application(
            self.tenant,
            self.version,
            applicant=self.user(owner),
            unit=unit,
            answers=answers,
            claimed_category="E",
        )
        fill_in(application)
        application.save()
        for slot in SLOTS:
            self._attach(application, slot)
        return application

    def _attach(self, application: Application, slot: str) -> Attachment:
        made = make_attachment(application, slot, name=f"附{self.mark}件.jpg")
        made.thumbnail = ContentFile(make_picture(size=(40, 50)), "small.jpg")
        made.form_digest = form_digest(application) if slot == "nb_form_sealed" else ""
        made.save()
        return made

    def _draft(self) -> None:
        self.draft = self._new()
        self._register(self.draft)

    def _lists_of_records(self) -> None:
        """A form with records: one that is filled in, and one that was submitted."""
        version = publish_long_form(self.tenant)
        answers = {"papers": [PAPER | {"id": RECORD, "name": f"论{self.mark}文"}]}
        who = {"applicant": self.user("chen"), "unit": self.units[1], "answers": answers}
        draft = make_application(self.tenant, version, **who)
        sent = make_application(self.tenant, version, state="unit_confirm", submitted_at=now(), **who)
        for application in (draft, sent):
            facts = {"tenant": self.host, "owner": "chen", "unit": 1}
            self._thing("records-case", application.state, application.public_id, **facts)

    def _desk(self) -> None:
        """What units have begun for their people; who that is has no account of their own here."""
        by = {1: self.user("admin1"), 2: self.user("admin2")}
        for unit in self.units.values():
            unit.information_at = now()
            unit.save(update_fields=["information_at"])
        made = desk_things(self.tenant, self.units, by, mark=self.mark, record=RECORD)
        chosen = [f"{case.public_id}:{case.revision}" for case in made.to_report]
        self._thing("to-report", "-", made.to_report[0].public_id, extra={"chosen": chosen})
        self._thing("import", "checked", made.checked.public_id, unit=1)
        letters = letters_of(self.units[1], by[1], mark=self.mark)
        self._thing("letters", "ready", letters.public_id, owner="admin1", unit=1)
        self._thing("records-case", "entered", made.filled_in.public_id, unit=1)

    def _unit_cases(self) -> None:
        """What the first unit applies for itself: begun by somebody who has left it, and is of no unit's side now."""
        former = self.user("stranger")
        for state, key in (("unit-draft", "permission"), ("unit-review", "permission_again")):
            case = unit_case(self.tenant, self.units[1], former, mark=self.mark, key=key)
            attachment = self._attach(case, "nb_photo")
            if state == "unit-review":
                self._send(case)
            facts = {"owner": "stranger", "unit": 1, "holding": frozenset(offices_of(case))}
            extra = {"revision": fresh(case).revision, "attachment": attachment.public_id}
            self._thing("case", state, case.public_id, extra=extra, **facts)
            self._thing("attachment", state, attachment.public_id, **facts)

    def _filed(self, *, everything: bool) -> None:
        """What a person files in steps and the unit reports."""
        key = FILED if self.host == HERE else "filed-there"
        publish_filed(key)
        self._thing("listed", "in-force", key)
        for state in STATES if everything else ():
            case = filed_case(self.tenant, self.units[1], self.user("chen"), state=state, mark=self.mark)
            attachment = self._attach(case, "nb_photo")
            if state == "reported":
                case = self._send(case)
            facts = {"owner": "chen", "unit": 1, "holding": frozenset(offices_of(case))}
            extra = {"revision": case.revision, "attachment": attachment.public_id, "decision": "return"}
            self._thing("case", state, case.public_id, extra=extra, **facts)
            self._thing("attachment", state, attachment.public_id, **facts)

    def _declared(self) -> None:
        """What the first unit submitted for somebody, where only units submit."""
        case = self._send(declared_case(self.tenant, self.units[1], mark=self.mark))
        attachment = self._attach(case, "nb_photo")
        facts = {"unit": 1, "holding": frozenset(offices_of(case))}
        extra = {"revision": case.revision, "attachment": attachment.public_id}
        self._thing("case", "declared", case.public_id, extra=extra, **facts)

    def _case(
        self,
        stage: str,
        office: str = "",
        *,
        tasks: str = "",
        keep: bool = True,
        owner: str = "chen",
        unit_facts: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Application:
        """Submit a case and pass it on until it stands before this stage."""
        unit = self.units[1]
        if unit_facts:
            unit = make_unit(self.tenant, administrator=self.user("admin1"), **unit_facts)
        application = self._send(self._new(owner, unit, **changes))
        if application.state == "unit_confirm" and stage != "unit_confirm":
            confirm_case(application_id=application.pk, user=self.user("admin1"))
        application = self._pass_until(application, stage)
        if keep:
            self._register(application, tasks=tasks)
        return application

    def _send(self, application: Application) -> Application:
        Application.objects.filter(pk=application.pk).update(submitted_at=now())
        application = fresh(application)
        freeze(application)
        begin(application, by=By(user=application.applicant))
        return fresh(application)

    def _pass_until(self, application: Application, stage: str) -> Application:
        while fresh(application).stage != stage:
            decide(application, office=offices_of(application)[0], words=f"意{self.mark}见")
        return fresh(application)

    def _approved(self) -> Application:
        application = self._new()
        application = self._send(application)
        if application.state == "unit_confirm":
            confirm_case(application_id=application.pk, user=self.user("admin1"))
        self._pass_until(application, "publicity")
        last = PublicityEntry.objects.get(application=application).ends_on
        with set_clock(dt.datetime.combine(last + dt.timedelta(days=1), dt.time(9), CHINA)):
            entries = PublicityEntry.objects.exclude(application=application).filter(state="RUNNING")
            others = list(entries.values_list("pk", "ends_on"))
            entries.update(ends_on=dt.date(2099, 1, 1))
            end_due_publicity()
            for pk, day in others:
                PublicityEntry.objects.filter(pk=pk).update(ends_on=day)
        application = fresh(application)
        certificate = Certificate.objects.get(application=application)
        printed_certificate(certificate=certificate)
        return application

    def _returned(self) -> None:
        application = self._case("pre_review", keep=False)
        text = f"批{self.mark}注"
        task = ReviewTask.objects.get(application=application, state="OPEN")
        by = By(user=self.user("haishu"), office=task.office, words=text)
        return_to_applicant(application, by=by, remarks=[("field:major", text)])
        ReviewTask.objects.filter(pk=task.pk).update(state="DONE", closed_at=now())
        self._register(fresh(application))

    def _rejected(self) -> None:
        application = self._case("departmental_review", keep=False)
        decide(application, "reject", words=f"否{self.mark}决", user=self.user("department"))
        self._register(fresh(application))

    def _withdrawn(self) -> None:
        application = self._case("pre_review", keep=False)
        withdraw_application(application_id=application.pk, user=self.user("chen"), words="")
        self._register(fresh(application))

    def _own_office(self) -> None:
        """A reviewer's own case, which comes to the reviewer's own office."""
        unit = make_unit(self.tenant, location_district="330205", tax_district="330205")
        application = self._send(self._new("jiangbei", unit))
        self._register(application, owner="jiangbei", tasks="own-case")

    # --- what a case brings with it

    def _register(self, application: Application, *, owner: str = "chen", tasks: str = "") -> None:
        """Name the case and all that belongs to it; `tasks` is the state of its task where it has one of its own."""
        state = application.state
        found = ReviewTask.objects.filter(application=application)
        holding = frozenset(found.filter(state="OPEN").values_list("office__code", flat=True))
        every = frozenset(found.values_list("office__code", flat=True))
        facts: dict[str, Any] = {
            "tenant": self.host,
            "owner": owner,
            "unit": 1 if owner == "chen" else 0,
            "holding": holding,
            "held": every - holding,
        }
        attachment = application.attachments.get(slot="nb_photo")
        extra = {"revision": application.revision, "attachment": attachment.public_id}
        self._thing("case", state, application.public_id, extra=extra, **facts)
        self._thing("attachment", state, attachment.public_id, **facts)
        for task in found.select_related("office"):
            self._task(task, tasks, facts, application)
        certificate = Certificate.objects.filter(application=application).first()
        if certificate:
            self._thing("certificate", state, certificate.number, **facts)
            self._thing("token", state, certificate.token, **facts)

    def _task(self, task: ReviewTask, state: str, facts: dict[str, Any], application: Application) -> None:
        """An office that had a task of the case before is to this one what it is to the case."""
        state = state or task.state.lower()
        extra = {
            "category": "E",
            "revision": application.revision,
            "stage": task.stage,
            "colleague": self.second.username,
        }
        own = {"holding": frozenset({task.office.code})} if task.state == "OPEN" else {"holding": frozenset()}
        rest = (facts["holding"] | facts["held"]) - own["holding"]
        self._thing("task", state, task.public_id, extra=extra, **facts | own | {"held": rest})

    def _thing(self, kind: str, state: str, id: str, **facts: Any) -> None:
        thing = Thing(kind, state, id, **{"tenant": self.host} | facts)
        known = {(one.kind, one.state, one.owner, one.unit, one.holding, one.held) for one in self.things}
        if (thing.kind, thing.state, thing.owner, thing.unit, thing.holding, thing.held) not in known:
            self.things.append(thing)

    # --- the bureau's, the units', people's own

    def build_public(self, *, everything: bool) -> None:
        entry = PublicityEntry.objects.get(application=self.shown) if everything else None
        ended = PublicityEntry.objects.get(application=self.approved)
        self._thing("entry", "ended", ended.public_id)
        if entry is not None:
            self._thing("entry", "running", entry.public_id)
        else:
            PublicityEntry.objects.filter(pk=ended.pk).update(state="RUNNING", ends_on=dt.date(2026, 11, 30))
            entry = ended
        objection = file_objection(
            entry_id=entry.pk, name=f"戴{self.mark}明", contact="15400000008", words=f"存{self.mark}疑"
        )
        self._thing("objection", "open", objection.public_id)
        if everything:
            settled = file_objection(
                entry_id=entry.pk, name=f"戴{self.mark}明", contact="15400000008", words=f"存{self.mark}疑"
            )
            resolve_objection(objection_id=settled.pk, user=self.user("bureau"), upheld=False, words="不成立")
            self._thing("objection", "settled", settled.public_id)

    def build_published(self) -> None:
        """Articles and files, each public, as a draft, and with a date to come."""
        day = MORNING.date()
        for state, fields in PUBLISHED.items():
            given = {"published_on": day, **fields}
            article = Article(kind="notice", title_zh="通知", body_zh=f"正{self.mark}文", **given)
            self._thing("article", state, save_article(article=article, by=None).public_id)
            document = Document(b"%PDF-" + f"手{self.mark}册{state}".encode(), "application/pdf")
            download = save_download(download=Download(title_zh="手册", **given), by=None, document=document)
            self._thing("download", state, download.public_id)
        for state in ("public", "draft"):
            # Each portal's key is its own: what stands in an address must not be found in both.
            key = f"{state}-{self.tenant.slug}"
            area = ServiceArea(key=key, title_zh="专区", is_published=state == "public")
            AreaPart.objects.create(area=save_area(area=area, by=None), title_zh="条件", body_zh=f"专{self.mark}区")
            self._thing("area", state, key)
        save_article(article=Article(kind="policy", title_zh="法规", body_zh="正文", published_on=day), by=None)

    def build_complaints(self) -> None:
        desk = ComplaintDesk(office=Office.objects.get(code="alliance-haishu"))
        set_complaint_desk(desk=desk, by=None)
        me, colleague = self.user("haishu"), self.second
        self._complaint("received", owner="chen")
        self._complaint("own", owner="haishu")
        take_complaint(complaint_id=self._complaint("taken-by-self").pk, user=me)
        take_complaint(complaint_id=self._complaint("taken-by-colleague").pk, user=colleague)
        for state in ("answered", "closed"):
            complaint = self._complaint(state)
            answer_complaint(complaint_id=complaint.pk, user=me, words=f"答{self.mark}复")
            if state == "closed":
                close_complaint(complaint_id=complaint.pk, user=me)
        # Since then another office answers, which sees nothing of these.
        desk.office = Office.objects.get(code="alliance-jiangbei")
        set_complaint_desk(desk=desk, by=None)
        for thing in self.things:
            if thing.kind == "complaint":
                thing.extra["revision"] = Complaint.objects.get(public_id=thing.id).revision

    def _complaint(self, state: str, *, owner: str = "") -> Complaint:
        said = {"about": f"某{self.mark}处", "unit_name": f"涉{self.mark}及", "words": f"事{self.mark}实"}
        upload = SimpleUploadedFile(f"证{self.mark}据.png", make_picture(size=(40, 50)))
        complaint = file_complaint(
            kind="complaint",
            name=f"投{self.mark}诉",
            contact="15400000010",
            user=self.user(owner) if owner else None,
            uploads=[upload],
            **said,
        ).complaint
        facts: dict[str, Any] = {"owner": owner, "holding": frozenset({"alliance-haishu"})}
        self._thing("complaint", state, complaint.public_id, **facts)
        self._thing("complaint-file", state, complaint.files.get().public_id, **facts)
        return complaint

    def build_phrases(self) -> None:
        office = Office.objects.get(code="alliance-haishu")
        own, shared = kept_phrases(office, owner=self.user("haishu"), colleague=self.second, mark=self.mark)
        self._thing("phrase", "own", own.public_id, owner="haishu")
        self._thing("phrase", "shared", shared.public_id, holding=frozenset({office.code}))

    def build_listings(self) -> None:
        for state in ("listed", "lifted"):
            person = make_person(self.tenant, name=f"黑{self.mark}名")
            entry = list_person(
                id_type=person.id_type,
                id_number=person.id_number,
                name=person.name,
                reason=f"伪{self.mark}造",
                verified_on=MORNING.date(),
                by=self.user("bureau"),
            )
            if state == "lifted":
                lift_listing(entry_id=entry.pk, by=self.user("bureau"), reason="申诉成立")
            self._thing("listing", state, entry.public_id)

    def build_units(self) -> None:
        second = make_person(self.tenant, name="同任人")
        UnitAdministrator.objects.create(unit=self.units[1], user=second, since=now())
        extra = {"administrator": second.username}
        self._thing("unit", "open", self.units[1].public_id, unit=1, extra=extra)
        facts = {
            "name": f"丙{self.mark}公司",
            "uscc": invented_uscc(9001),
            "level": "district",
            "kind": "enterprise",
            "location_district": "330203",
            "tax_district": "330203",
            "contact_name": "联系人",
            "contact_phone": "+8615400000009",
        }
        pending = request_unit(by=self.user("chen"), **facts)
        refused = request_unit(by=self.user("chen"), **facts | {"uscc": invented_uscc(9002)})
        Unit.objects.filter(pk=refused.pk).update(state=UnitState.REFUSED, refusal_reason="材料不全")
        for state, unit in (("pending", pending), ("refused", refused)):
            self._thing("unit", state, unit.public_id, owner="chen", extra=extra)
            holding = frozenset({"alliance-haishu", "municipal-window", "bureau"})
            facts_of = {"holding": holding} if state == "pending" else {"held": holding}
            self._thing("opening", state, unit.public_id, **facts_of)

    def build_claims(self) -> None:
        """After `build_authorised`, by which every unit has stated its information: this one has not."""
        stating = stating_unit(self.tenant, administrator=self.user("admin1"), mark=self.mark)
        extra = {"administrator": self.user("admin1").username, "superior": self.units[1].public_id}
        self._thing("unit", "stating", stating.public_id, unit=1, extra=extra)
        for state, account in old_accounts(self.tenant, by=self.user("bureau"), mark=self.mark).items():
            if state != "twin":
                self._thing("old-account", state, account.public_id)

    def build_licences(self) -> None:
        for made in licences(self.user("chen"), self.units[2], mark=self.mark):
            self._thing("certification", made.state.lower(), made.public_id, owner="chen")

    def build_authorised(self) -> None:
        """Both units lie in a district that no county's department of this world has: the bureau's alone."""
        for state, public_id, extra in authorised_units(self.units, by=self.user("bureau")):
            extra["colleague"] = self.user("stranger").username
            self._thing("authorised", state, public_id, holding=frozenset({"bureau"}), extra=extra)
        of_both = make_unit(self.tenant, location_district="330205", tax_district="330205")
        self._thing("unit-of-both", "open", of_both.public_id, extra={"uscc": of_both.uscc})

    def build_followed(self) -> None:
        """What follows the approval of cases, at the talent office."""
        given = {"office": OFFICES["talent_office"][1], "by": self.user("talent_office"), "mark": self.mark}
        made = followed_things(self.tenant, self.units[1], **given)
        chosen = [f"{case.public_id}:{case.revision}" for case in made.cases]
        self._thing("handed-on", "-", made.handed_on.public_id, extra={"chosen": chosen, "seen": made.seen})

    def build_privacy(self) -> None:
        purpose = ProcessingPurpose.objects.filter(basis="separate_consent").first()
        if self.host == HERE and purpose is not None:
            self._thing("purpose", "-", purpose.key)
            self._thing("privacy-notice", "-", str(purpose.notice.number))
        report = RetentionReport.objects.create(started_at=now(), ended_at=now())
        line = RetentionLine(report=report, rule="notices", days=30, before=now(), due=1, erased=1)
        line.save()
        self._thing("report", "-", report.public_id)
        export = DataExport(user=self.user("chen"), state="READY", asked_at=now(), ready_at=now())
        export.expires_at = now() + dt.timedelta(days=3)
        export.file.save("data.zip", ContentFile(b"PK"), save=False)
        export.save()
        self._thing("export", "ready", export.public_id, owner="chen")

    def build_tables(self) -> None:
        """What only the administration has."""
        make_client()
        NoticeText.objects.create(key="returned", text_zh="请修改")
        set_up_service(self.mark)
        CatalogueCategory.objects.create(
            scheme_key="recognition", code=UNUSED_CATEGORY, name_zh="未用", order=99, is_active=False
        )
        department = Office.objects.get(code="science-department")
        self._thing("science-department", "-", str(department.pk))
        self._thing("newcomer", "-", str(self.user("colleague").pk))
        locked = {"kind": SignInCount.CODE, "key": "locked", "person": self.second, "failures": 5}
        SignInCount.objects.create(**locked, counted_since=now(), locked_until=now() + dt.timedelta(days=3650))

    def build_notices(self) -> None:
        self._thing("saved-filter", "-", filter_of(self.user("haishu"), self.mark).public_id, owner="haishu")
        notice = queue_notice(
            key="x", channel="PORTAL", text=f"通{self.mark}知", dedupe_key="policy", recipient=self.user("chen")
        )
        self._thing("notice", "unread", notice.public_id, owner="chen")
        for key, person in self.people.items():
            if person.user is not None and key != "chen":
                queue_notice(key="x", channel="PORTAL", text="通知", dedupe_key=f"policy {key}", recipient=person.user)


WITH_RELATIONS = (
    *("case", "attachment", "task", "certificate", "token", "opening", "unit", "notice", "export"),
    *("records-case", "import", "authorised", "complaint", "complaint-file", "certification", "phrase"),
    "saved-filter",
)
PUBLISHED: dict[str, dict[str, Any]] = {
    "public": {},
    "draft": {"is_published": False},
    "to-come": {"published_on": dt.date(2027, 1, 1)},
}


def freeze(application: Application) -> None:
    """Keep what is submitted, as the form does."""
    files = [
        {
            "id": one.public_id,
            "slot": one.slot,
            "name": one.original_name,
            "sha256": one.sha256,
            "size": one.size,
            "content_type": one.content_type,
        }
        for one in present_attachments(application)
    ]
    Submission.objects.create(
        application=application,
        number=application.submissions.count() + 1,
        answers=application.answers,
        attachments=files,
        unit_facts=application.unit.facts,
        content_hash=digest([application.answers, files]),
        submitted_by=application.applicant,
        submitted_at=now(),
    )


def build_world() -> World:
    """Make both portals and look from the first one."""
    with set_clock(MORNING):
        here = _build(Builder(HERE, "ningbo", MARK_HERE), everything=True)
        there = _build(Builder(THERE, "elsewhere", MARK_THERE), everything=False)
        operator = make_user(
            None, is_staff=True, is_superuser=True, name="平台运维", phone_verified_at=now(), password=PASSWORD
        )
    people = here.people | {
        "operator": Person("operator", "operator", operator),
        "foreigner": Person("foreigner", "other-portal-account", all_roles(there)),
    }
    things = here.things + there.things + admin_rows(here.tenant, there.tenant)
    things += [Thing("scheme", "in-force", "recognition"), Thing("scheme", "in-force", "only-there", THERE)]
    things += [Thing("app", "-", "review"), Thing("page", "-", "nothing"), Thing("row", "-", "1")]
    things += [Thing("provider", "-", "aliyun"), Thing("passkey", "-", "0")]
    things += [Thing("way", way, way) for way in ("complaint", "report")]
    things.append(Thing("guide", "guide", "applicant"))
    with tenant_scope(here.tenant):
        parents = {one.code: one.parent.code if one.parent else "" for one in Office.objects.select_related("parent")}
    tenants = {HERE: here.tenant, THERE: there.tenant}
    return World(people, things, parents, tenants, {HERE: MARK_HERE, THERE: MARK_THERE})


def admin_rows(here: Tenant, there: Tenant) -> list[Thing]:
    """One row of each table of the administration, of both portals."""
    found = []
    for model in admin.site._registry:
        for tenant, host in ((here, HERE), (there, THERE)):
            with tenant_scope(tenant):
                row = model._base_manager.filter(**_of(model, tenant)).order_by("pk").first()
                if row is not None:
                    name = f"{model._meta.app_label}_{model._meta.model_name}"
                    found.append(Thing(f"admin:{name}", "-", str(row.pk), host))
    return found


def _of(model: type[Any], tenant: Tenant) -> dict[str, Any]:
    if issubclass(model, Tenant):
        return {"pk": tenant.pk}
    names = {one.name for one in model._meta.fields}
    return {"tenant": tenant} if "tenant" in names else {"user__tenant": tenant} if "user" in names else {}


def _build(builder: Builder, *, everything: bool) -> Builder:
    with tenant_scope(builder.tenant):
        builder.build_people()
        builder.build_cases(everything=everything)
        builder.build_recognitions(everything=everything)
        builder.build_public(everything=everything)
        builder.build_published()
        builder.build_complaints()
        builder.build_listings()
        builder.build_phrases()
        builder.build_units()
        builder.build_licences()
        builder.build_authorised()
        builder.build_claims()
        builder.build_followed()
        builder.build_notices()
        builder.build_privacy()
        builder.build_tables()
    return builder


def all_roles(there: Builder) -> User:
    """Somebody who may do everything in the other portal."""
    with tenant_scope(there.tenant):
        user = make_person(there.tenant, is_staff=True, role=AdminRole.SYSTEM, name="外来人")
        for _role, code in OFFICES.values():
            Seat.objects.create(office=Office.objects.get(code=code), user=user)
    return user
