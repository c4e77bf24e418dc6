"""Identity data as strangers may see it: `3****************3`, `*秀强`. What is masked keeps its length."""


def mask_id_number(number: str) -> str:
    """Show the first and the last character of an identity document's number."""
    if len(number) <= 2:
        return "*" * len(number)
    return f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}"


def mask_phone(phone: str) -> str:
    """Show the last four digits and, of an 11-digit number, the first three: `138****5678`."""
    if len(phone) <= 4:
        return "*" * len(phone)
    shown = max(len(phone) - 8, 0)
    return f"{phone[:shown]}{'*' * (len(phone) - shown - 4)}{phone[-4:]}"


def mask_contact(contact: str) -> str:
    """Mask a phone number, or what stands before the @ of an address."""
    name, at, host = contact.partition("@")
    return f"{name[:1]}{'*' * (len(name) - 1)}@{host}" if at else mask_phone(contact)


def mask_name(name: str) -> str:
    """Hide the surname of a Chinese name (`*秀强`), and all but the initials of a Latin one (`J*** S****`)."""
    if name.isascii():
        return " ".join(f"{word[0]}{'*' * (len(word) - 1)}" for word in name.split())
    return f"*{name[1:]}"
