from __future__ import annotations

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.notices.forms import NoticeTextForm
from portal.notices.models import Notice, NoticeText
from portal.notices.services import CODE_KEY, TO_SEND_AGAIN, requeue_notice
from portal.notices.wording import texts_to_start_with
from portal.people.masking import mask_phone
from portal.people.requests import user_of
from portal.tenants.admin import ReadOnlyAdmin, TenantAdmin
from portal.ui.templatetags.ui import moment

_SUMMARY = ["created_at", "key", "words", "channel", "recipient", "masked_address", "state", "attempts", "error"]
_DETAILS = ["link", "next_attempt_at", "delivered_at", "read_at", "provider_id", "receipts_said"]


@admin.register(NoticeText)
class NoticeTextAdmin(TenantAdmin):
    form = NoticeTextForm
    list_display = ["key", "text_zh"]
    search_fields = ["key", "text_zh"]
    fields = ["key", "text_zh", "text_en", "starting_texts"]
    readonly_fields = ["starting_texts"]

    @admin.display(description=_("原来的文字"))
    def starting_texts(self, notice_text: NoticeText) -> str:
        """What each notice reads without a row here."""
        rows = sorted(texts_to_start_with().items())
        return format_html('<dl class="texts">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows))


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """What was sent, and what was not: read only, but for sending a failed one again."""

    list_display = ("created_at", "beginning", "channel", "recipient", "masked_address", "state", "attempts", "error")
    list_filter = ["state", "channel", "created_at", "key"]
    list_select_related = ["recipient"]
    fields = (*_SUMMARY, *_DETAILS)
    readonly_fields = (*_SUMMARY, *_DETAILS)
    actions = ["send_again"]
    show_full_result_count = False

    def has_send_permission(self, request: HttpRequest) -> bool:
        return TenantAdmin.has_change_permission(self, request)

    @admin.display(description=_("号码或邮箱"))
    def masked_address(self, notice: Notice) -> str:
        return mask_phone(notice.address)

    @admin.display(description=_("内容"))
    def beginning(self, notice: Notice) -> str:
        return truncatechars(self.words(notice), 30)

    @admin.display(description=_("内容"))
    def words(self, notice: Notice) -> str:
        """A code would let whoever reads it sign in as its owner."""
        return gettext("（验证码不显示）") if notice.key == CODE_KEY else notice.text

    @admin.display(description=_("送达回执"))
    def receipts_said(self, notice: Notice) -> str:
        """What the provider said of it afterwards."""
        rows = (
            (moment(one.received_at), one.provider, one.get_status_display(), one.words)
            for one in notice.receipts.all()
        )
        return format_html_join("", "<div>{} {} {} {}</div>", rows) or "—"

    @admin.action(description=_("重新发送失败或结果不明的通知"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: models.QuerySet[Notice]) -> None:
        failed = list(queryset.filter(state__in=TO_SEND_AGAIN))
        for notice in failed:
            requeue_notice(notice=notice, by=user_of(request))
        text = gettext("%(count)s 条通知已重新进入发送队列；其他通知不会重发。") % {"count": len(failed)}
        self.message_user(request, text, messages.SUCCESS)
