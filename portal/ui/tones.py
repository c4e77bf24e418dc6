"""Which colour and sign a state has, across all apps. Texts stand beside them everywhere: colour is never alone."""

GOOD, WARN, BAD, NOTE, PLAIN = "good", "warn", "bad", "note", "plain"

_STATES = {
    GOOD: {"approved", "valid", "active", "open", "passed", "pass", "delivered", "done"},
    WARN: {
        "returned",
        "return",
        "pending",
        "queued",
        "publicity",
        "superseded",
        "held",
        "waiting",
        "unreadable",
        "by_hand",
    },
    BAD: {"rejected", "reject", "refused", "revoked", "failed", "overdue", "unknown", "blacklisted", "upheld"},
    PLAIN: {"draft", "withdrawn", "expired", "closed", "inactive", "cancelled", "skipped", "lifted"},
}
_TONE_OF = {state: tone for tone, states in _STATES.items() for state in states}

ICONS = {
    GOOD: "check-circle-fill",
    WARN: "exclamation-circle-fill",
    BAD: "x-octagon-fill",
    NOTE: "info-circle-fill",
    PLAIN: "dash-circle",
}
MESSAGE_TONES = {"success": GOOD, "warning": WARN, "error": BAD}
SOON = 3  # working days from which a due date is pressing


def tone_of(state: str) -> str:
    """Return the tone of a state; what is not listed is on its way."""
    return _TONE_OF.get(str(state).lower(), NOTE)


def tone_of_days(days: int) -> str:
    if days < 0:
        return BAD
    return WARN if days <= SOON else NOTE
