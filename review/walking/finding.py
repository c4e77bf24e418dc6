"""Where the scheme of a case lies, and whose offices and catalogue it uses."""

from __future__ import annotations

from pathlib import Path as FilePath

from django.conf import settings

from applications.scheme import Scheme
from applications.scheme.checks import office_codes
from applications.scheme.document import Document
from applications.scheme.faults import SchemeError, suggestion
from applications.scheme.loader import load_scheme
from portal.codes import known_code_sets
from review.tenant_file import TenantFile, read_tenant_file
from review.walking.case import Case

SCHEMES = settings.BASE_DIR / "schemes"


def scheme_path_of(document: Document, case: Case) -> FilePath:
    """`<tenant>/<scheme>`, or a path from the case file, from here, or from the repository."""
    for base in (SCHEMES, document.path.parent, FilePath.cwd(), settings.BASE_DIR):
        found = base / case.scheme
        if found.is_file() or (found / "scheme.yaml").is_file():
            return found / "scheme.yaml" if found.is_dir() else found
    known = [str(path.parent.relative_to(SCHEMES)) for path in SCHEMES.glob("*/*/scheme.yaml")]
    expected = f"there is no scheme {case.scheme}{suggestion(case.scheme, known)}"
    raise SchemeError([document.fault(("scheme",), expected)])


def tenant_of(document: Document, case: Case, scheme_path: FilePath) -> TenantFile:
    """Return the tenant whose folder the scheme lies in; for a scheme elsewhere the one named, or that it is made for."""
    beside = scheme_path.resolve().parent.parent
    if case.tenant is None and (beside / "tenant.yaml").is_file():
        return read_tenant_file(beside)[0]
    known = {path.parent.name: path for path in SCHEMES.glob("*/tenant.yaml")}
    name = case.tenant or _made_for(scheme_path, list(known))
    if name not in known:
        expected = "expected `tenant:` with the name of a folder in schemes/"
        raise SchemeError([document.fault(("tenant",), f"{expected}{suggestion(name or '', known)}")])
    return read_tenant_file(known[name])[0]


def _made_for(scheme_path: FilePath, known: list[str]) -> str | None:
    """Return the tenant that has such a scheme; of several, the one with the offices and the facts of units that it names."""
    folder = scheme_path.resolve().parent.name
    found = [name for name in known if (SCHEMES / name / folder / "scheme.yaml").is_file()]
    if len(found) > 1:
        scheme = load_scheme(scheme_path, known_codes=known_code_sets())
        found = [name for name in found if _fits(scheme, read_tenant_file(SCHEMES / name)[0])]
    found = found or known
    return found[0] if len(found) == 1 else None


def _fits(scheme: Scheme, tenant: TenantFile) -> bool:
    information = tenant.units.information if tenant.units else None
    stated = {field.key for field in information.fields} if information else set()
    named = {code for _path, code in office_codes(scheme) if code}
    return named <= set(tenant.office_codes) and set(scheme.unit_facts) <= stated
