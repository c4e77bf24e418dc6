"""From the files of a scheme to a Scheme, or to the list of everything that is wrong in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path as FilePath

from applications.scheme.checks import faults_of
from applications.scheme.document import Document
from applications.scheme.faults import Fault, Path, SchemeError
from applications.scheme.model import Scheme
from applications.scheme.parameters import parameter_faults, with_parameters

__all__ = ["Fault", "SchemeError", "load_scheme", "template_paths"]


def load_scheme(
    path: FilePath, *, known_codes: Collection[str] | None = None, known_offices: Collection[str] | None = None
) -> Scheme:
    """Return the scheme in a file (or its folder), its parameters filled in and its templates' texts in `files`.

    `known_codes` are the names of the code sets that fields may draw on, `known_offices` the codes of the tenant's
    offices; None leaves them unchecked.
    Raises SchemeError. Faults of shape are reported together; if there are none, faults of meaning together.
    """
    path = path / "scheme.yaml" if path.is_dir() else path
    document = Document(path)
    scheme = document.parse(Scheme)
    files, faults = _templates(scheme, document)
    found = [*parameter_faults(scheme, files)]
    scheme = with_parameters(scheme)
    found += faults_of(scheme, known_codes=known_codes, known_offices=known_offices)
    faults += [document.fault(where, expected) for where, expected in found]
    if faults:
        raise SchemeError(faults)
    return scheme.model_copy(update={"files": files})


def template_paths(scheme: Scheme) -> Iterator[tuple[Path, str]]:
    """Yield where each template is named, and its name: the letters' and the certificate's."""
    for key, letter in scheme.letters.items():
        yield ("letters", key, "template"), letter.template
    if scheme.certificate:
        yield ("certificate", "template"), scheme.certificate.template


def _templates(scheme: Scheme, document: Document) -> tuple[dict[str, str], list[Fault]]:
    folder, files, faults = document.path.parent, {}, []
    root = _root_of(folder)
    if scheme.files:
        faults.append(document.fault(("files",), "templates are files beside the scheme; they are not written in it"))
    for where, name in template_paths(scheme):
        file = folder / name
        if not file.resolve().is_relative_to(root.resolve()):
            faults.append(document.fault(where, f"expected a file inside {root}"))
        elif not file.is_file():
            faults.append(document.fault(where, f"there is no file {file}"))
        else:
            files[name] = file.read_text(encoding="utf-8")
    return files, faults


def _root_of(folder: FilePath) -> FilePath:
    """Return where templates may lie: a tenant's schemes share what lies beside its file, anything else stands alone."""
    return folder.parent if (folder.parent / "tenant.yaml").is_file() else folder
