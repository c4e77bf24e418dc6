from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from portal.calendar import today
from portal.tenants.choices import Audience
from portal.tenants.content_models import of_reader
from portal.tenants.models import Article, ContentPage, Download, ServiceArea, Tenant
from portal.tenants.remembering import SECONDS, host_key, remembered

OFFERED = "offered"
FILES = "downloads"
"""The key of the page that calls the list of files otherwise, such as 帮助中心 (HZ-93), and says something above it."""


@dataclass(frozen=True)
class Offered:
    """What the tenant has published, as far as every page asks for it: kinds of articles, downloads, manuals, areas."""

    kinds: frozenset[str]
    has_downloads: bool
    has_areas: bool
    manuals: Mapping[str, Download]
    files_name: tuple[str, str]


def tenant_for_host(host: str) -> Tenant | None:
    """Return the active tenant of a host name (the port is ignored), or None for a host nobody has claimed."""
    name = host.rsplit(":", 1)[0].lower().rstrip(".")
    key = host_key(name)
    tenant: Tenant | None = caches["process"].get(key)
    if tenant is None:
        tenant = Tenant.objects.filter(hosts__host=name, is_active=True).first()
        if tenant is not None:
            caches["process"].set(key, tenant, SECONDS)
    return tenant


def content_pages() -> QuerySet[ContentPage]:
    """Return the pages the current tenant shows its visitors, in its order."""
    return ContentPage.objects.filter(is_published=True)


def content_page(key: str) -> ContentPage | None:
    """Return one of the current tenant's pages, or None if it has not written or not published it."""
    return content_pages().filter(key=key).first()


def offered() -> Offered:
    """Return what the current tenant has published. Three queries, once in some seconds."""
    return remembered(OFFERED, _offered)


def articles(kind: str) -> QuerySet[Article]:
    """Return what is published of a kind, the latest first (NX-03); no draft, and nothing with a date to come."""
    return Article.objects.filter(kind=kind, is_published=True, published_on__lte=today())


def article(kind: str, public_id: str) -> Article | None:
    return articles(kind).filter(public_id=public_id).first()


def downloads() -> QuerySet[Download]:
    """Return the files that the current tenant offers, in its order (NX-21)."""
    return Download.objects.filter(is_published=True, published_on__lte=today())


def download_by_public_id(public_id: str) -> Download | None:
    return downloads().filter(public_id=public_id).first()


def areas() -> QuerySet[ServiceArea]:
    """Return the areas that the current tenant shows its visitors, in its order (CY-24)."""
    return ServiceArea.objects.filter(is_published=True)


def area(key: str) -> ServiceArea | None:
    """Return one of them with its parts, None if there is none of this key."""
    return areas().filter(key=key).prefetch_related("parts").first()


def manual_for(audience: str) -> Download | None:
    """Return the manual of a desk, "unit" or "office", else the one for everyone; None if there is none (NX-21)."""
    manuals = offered().manuals
    return manuals.get(audience) or manuals.get(Audience.EVERYONE)


def _offered() -> Offered:
    kinds = Article.objects.filter(is_published=True, published_on__lte=today()).order_by()
    name = content_pages().filter(key=FILES).order_by()
    files = list(downloads().annotate(name_zh=_of(name, "title_zh"), name_en=_of(name, "title_en")))
    manuals: dict[str, Download] = {str(one.manual_of): one for one in files if one.manual_of}
    return Offered(
        kinds=frozenset(kinds.values_list("kind", flat=True).distinct()),
        has_downloads=bool(files),
        has_areas=areas().exists(),
        manuals=manuals,
        files_name=(files[0].name_zh, files[0].name_en) if files else ("", ""),
    )


def _of(pages: QuerySet[ContentPage], field: str) -> Coalesce:
    return Coalesce(Subquery(pages.values(field)[:1]), Value(""))


def files_name() -> str:
    """Return what the current tenant calls its files in the reader's language; empty without words of its own."""
    return of_reader(*offered().files_name)
