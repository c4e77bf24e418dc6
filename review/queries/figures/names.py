"""The words for what figures are counted by, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.queries import current_versions
from review.queries.tasks import category_names


@dataclass(frozen=True)
class Names:
    """What schemes, stages and categories are called, and the limits of the stages; stages in the order of the way."""

    schemes: dict[str, str]
    stages: dict[tuple[str, str], str]
    limits: dict[tuple[str, str], int | None]
    categories: dict[tuple[str, str], str]
    catalogues: dict[str, str]

    def scheme(self, key: str) -> str:
        return self.schemes.get(key, key)

    def stage(self, scheme: str, key: str) -> str:
        """Return the words of a stage, of the whole case for an empty key; one that is no more has its key left."""
        return self.stages.get((scheme, key), key)

    def category(self, scheme: str, code: str) -> str:
        if not code:
            return _("未分类")
        return self.categories.get((self.catalogues.get(scheme, scheme), code), code)


def names_of() -> Names:
    """Return the names of the current tenant, in two queries."""
    language, schemes = get_language(), [version.scheme for version in current_versions()]
    stages, limits = {}, {}
    for scheme in schemes:
        for stage in scheme.stages:
            if stage.holder == "office":
                stages[scheme.scheme, stage.key] = stage.for_offices.of(language)
                limits[scheme.scheme, stage.key] = stage.working_days
        stages[scheme.scheme, ""] = _("全程（受理至办结）")
        limits[scheme.scheme, ""] = scheme.working_days
    return Names(
        schemes={scheme.scheme: scheme.title.of(language) for scheme in schemes},
        stages=stages,
        limits=limits,
        categories=category_names(),
        catalogues={scheme.scheme: scheme.catalogue_key for scheme in schemes},
    )
