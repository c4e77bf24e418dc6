"""A small scheme as text, to be spoilt in one place by each test."""

from pathlib import Path

from applications.scheme import Scheme
from applications.scheme.loader import SchemeError, load_scheme

NINGBO = Path(__file__).resolve().parents[3] / "schemes" / "ningbo" / "recognition"
SMALL = """\
scheme: small
title: {zh: 小事项, en: Small scheme}
apply: {zh: 申请, en: Apply}
summary: {zh: 说明, en: Summary}
sections:
  - key: page
    title: {zh: 页, en: Page}
    slots: true
    fields:
      - key: degree
        label: {zh: 学位, en: Degree}
        type: choice
        choices:
          - {value: doctor, label: {zh: 博士, en: Doctor}}
          - {value: master, label: {zh: 硕士, en: Master}}
      - {key: abroad, label: {zh: 国外学位, en: Degree from abroad}, type: boolean, when: {degree: [doctor, master]}}
      - {key: sex, label: {zh: 性别, en: Sex}, type: choice, choices: {codes: gbt2261_1_sex}}
slots:
  - {key: proof, label: {zh: 认证书, en: Proof}, when: {abroad: true}, required: {degree: doctor}}
routes:
  first:
    - {when: {unit.level: municipal}, office: window}
    - {office: {alliance_of: unit.location_district}}
stages:
  - {key: look, state: pre_review, label: {zh: 待预审, en: Look}, holder: office, route: first, working_days: 10, on_pass: [told]}
  - {key: again, state: bureau_approval, label: {zh: 待审批, en: Again}, holder: office, working_days: 5, offices: [{same_as: look}]}
notices:
  told: {to: [applicant], text: {zh: "{applicant}已通过", en: "{applicant} has passed"}}
certificate:
  title: {zh: 证书, en: Certificate}
  number: "X{year}{serial:04d}"
  template: certificate.html
  body: {zh: 正文, en: Body}
"""


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the small scheme into a folder, changed as said, and return its file."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "certificate.html").write_text("<p>{{ number }}</p>", encoding="utf-8")
    (folder / "scheme.yaml").write_text(text, encoding="utf-8")
    return folder / "scheme.yaml"


def small_scheme(folder: Path, *changes: tuple[str, str]) -> Scheme:
    return load_scheme(written(folder, *changes))


def faults(folder: Path, *changes: tuple[str, str], **known: set[str]) -> list[str]:
    """Return what is said of the changed scheme, without the folder's name."""
    file = written(folder, *changes)
    try:
        load_scheme(file, **known)
    except SchemeError as error:
        return [str(fault).removeprefix(f"{folder}/") for fault in error.faults]
    return []
