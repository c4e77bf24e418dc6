"""What the pictures of the guides show is on the pages still; `make pictures` takes them anew."""

from __future__ import annotations

import os
from itertools import groupby

import pytest
from playwright.sync_api import Page

from tests.e2e.gallery import build_gallery
from tests.e2e.pictures import FOLDER, LANGUAGES, LARGEST, PICTURES, file_of, keep, show
from tests.e2e.stage import Portal, Visitors

BROWSER_SAYS = {"zh-hans": "zh-CN", "en": "en-GB"}
IS_KEPT = bool(os.environ.get("DOCS_PICTURES"))


def test_pages_show_what_the_pictures_of_the_guides_show(ningbo: Portal, visitors: Visitors) -> None:
    with ningbo.scope():
        gallery = build_gallery(ningbo)
    for language in LANGUAGES if IS_KEPT else ["zh-hans"]:
        for who, pictures in groupby(PICTURES, key=lambda picture: picture.who):
            page = _page_of(visitors, who, BROWSER_SAYS[language])
            for picture in pictures:
                show(page, picture, gallery)
                if IS_KEPT:
                    keep(page, picture, language)
            page.context.close()


@pytest.mark.skipif(IS_KEPT, reason="they are being taken")
def test_every_picture_is_there_and_small() -> None:
    wanted = {file_of(picture, language) for picture in PICTURES for language in LANGUAGES}
    assert set(FOLDER.glob("*")) == wanted
    assert not [path.name for path in wanted if path.stat().st_size > LARGEST]


def _page_of(visitors: Visitors, who: str, language: str) -> Page:
    return visitors.sign_in(who, language=language) if who else visitors.come(language=language)
