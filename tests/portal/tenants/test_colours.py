"""The arithmetic of colours, against numbers of others."""

import pytest

from portal.tenants.colours import Tone, contrast, from_hex, is_colour, readable_on, to_hex
from portal.tenants.theme import DEFAULT, fault_in_colour, nearest_readable, scale_of, theme_of
from portal.ui.styleguide.reading import tokens


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # the well-known grey that just fails, and the next that passes
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_the_formula(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize(
    ("colour", "tone"),
    [
        ("#ffffff", Tone(1.0, 0.0, 0)),
        ("#ff0000", Tone(0.628, 0.2577, 29.23)),
        ("#00ff00", Tone(0.8664, 0.2948, 142.5)),
        ("#0000ff", Tone(0.452, 0.3132, 264.05)),
    ],
)
def test_colours_are_where_css_has_them(colour: str, tone: Tone) -> None:
    """The values that CSS Color 4 gives for oklch()."""
    found = from_hex(colour)
    assert found.lightness == pytest.approx(tone.lightness, abs=0.001)
    assert found.chroma == pytest.approx(tone.chroma, abs=0.001)
    if tone.chroma:
        assert found.hue == pytest.approx(tone.hue, abs=0.1)


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#0d5060", "#c8102e", "#123456", "#fedcba"])
def test_there_and_back_is_the_same_colour(colour: str) -> None:
    assert to_hex(from_hex(colour)) == colour


def test_what_no_screen_can_show_becomes_paler_and_keeps_its_lightness() -> None:
    shown = from_hex(to_hex(Tone(0.6, 0.4, 150)))
    assert shown.lightness == pytest.approx(0.6, abs=0.01)
    assert shown.chroma < 0.4


@pytest.mark.parametrize("text", ["", "#fff", "#0D5060", "0d5060", "#0d50601", "red", "#0d506g"])
def test_a_colour_is_written_in_one_way(text: str) -> None:
    assert not is_colour(text)


def test_darkening_stops_as_soon_as_one_can_read() -> None:
    found = readable_on("#ffffff", from_hex("#ffcc00"))
    assert 4.5 <= contrast(found, "#ffffff") < 4.6


def test_the_platforms_scale_is_what_its_colour_makes() -> None:
    written = {name: value for name, value in tokens().items() if name.startswith("accent-")}
    assert written == {f"accent-{step}": tone for step, tone in scale_of(DEFAULT).items()}


@pytest.mark.parametrize("colour", ["#0d5060", "#9b1c31", "#000000", "#717171", "#956900", "#1d4f91", "#7a00e6"])
def test_every_colour_that_may_be_chosen_makes_a_scale_in_which_people_can_read(colour: str) -> None:
    assert fault_in_colour(colour) is None
    scale = scale_of(colour)
    for ground in ("#ffffff", "#f6f8f9", scale[50]):
        assert all(contrast(scale[step], ground) >= 4.5 for step in (700, 900, 950))
    assert all(contrast("#ffffff", scale[step]) >= 4.5 for step in (800, 900, 950))
    assert contrast(scale[950], scale[100]) >= 4.5
    assert contrast(scale[600], "#ffffff") >= 3
    assert contrast("#ffc46b", scale[900]) >= 3  # the ring of the focus on the menu


@pytest.mark.parametrize("colour", ["#ffcc00", "#ffffff", "#767676", "#2e9bd6"])
def test_a_pale_colour_is_refused_with_its_ratio_and_the_nearest_that_will_do(colour: str) -> None:
    fault = fault_in_colour(colour)
    assert fault is not None
    assert fault.ratio < 4.5
    assert fault.nearest == nearest_readable(colour)
    assert fault_in_colour(fault.nearest) is None
    assert from_hex(fault.nearest).lightness < from_hex(colour).lightness


def test_the_stylesheets_version_follows_from_its_content() -> None:
    assert theme_of("#12507f").version != theme_of("#1d6547").version
    assert "--accent-800: #12507f;" in theme_of("#12507f").css
    assert "--bs-primary-rgb: 18, 80, 127;" in theme_of("#12507f").css
