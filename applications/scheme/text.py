"""A text in both languages of the portal."""

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Strict(BaseModel):
    """Every part of a scheme: unknown keys are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """Words in Chinese and English. A scheme must give both, so that neither reader meets the other's language."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def of(self, language: str | None) -> str:
        """Return the words in the reader's language; Chinese unless it is English."""
        return self.en if (language or "").startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh


class Texts(Strict):
    """Paragraphs, the same number in both languages."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    @model_validator(mode="after")
    def _same_length(self) -> "Texts":
        if len(self.zh) != len(self.en):
            raise ValueError(f"zh has {len(self.zh)} paragraphs, en has {len(self.en)}; expected as many in each")
        return self

    def of(self, language: str | None) -> tuple[str, ...]:
        return self.en if (language or "").startswith("en") else self.zh
