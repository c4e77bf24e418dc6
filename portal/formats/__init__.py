"""How Django itself writes dates, in the administration: as `portal.ui.templatetags.ui.day` and `moment` do elsewhere."""
