import smtplib

from django.core.mail import EmailMessage

from portal.notices.channels import Permanent, Temporary


def send_mail(address: str, subject: str, text: str, *, reference: str) -> str:
    """Hand one e-mail to the mail server; raise Temporary or Permanent. Returns the reference it carries."""
    mail = EmailMessage(subject, text, to=[address], headers={"X-Notice": reference})
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise Permanent("the mail server refuses this address") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Temporary(f"the mail server did not take it: {type(error).__name__}") from error
    return reference
