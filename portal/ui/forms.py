from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Makes `{{ form }}` and `{{ field.as_field_group }}` look like the rest of the portal."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
