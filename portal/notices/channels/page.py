class PageSms:
    """The demonstration's: nothing leaves the house, and the SMS page shows what would have (`notices:sms_page`)."""

    def send(self, phone: str, text: str, *, key: str, reference: str) -> str:
        return f"page-{reference}"
