"""The pages of the help."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from core.access import ALLOWED, Action, access, account_of
from core.help.topics import GUIDES
from core.pages.views import Page


class HelpPage(Page):
    """One role's page, with a way to the others. ``about`` names the rights of the role that is explained."""

    template = "core/help/page.html"

    def show_guide(self, role: str) -> HttpResponse:
        guide = GUIDES.get(role)
        if guide is None:
            raise Http404
        tabs = [
            {"label": other.title, "url": reverse("core:help_of_role", args=[name]), "is_here": name == role}
            for name, other in GUIDES.items()
        ]
        about = {action.value: action in ALLOWED[role] for action in Action}
        return self.show(heading=f"帮助：{guide.title}", guide=guide, tabs=tabs, about=about)


@access(get=Action.OWN)
class Help(HelpPage):
    """帮助 for the own role."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show_guide(account_of(request).role)


@access(get=Action.OWN)
class HelpOfRole(HelpPage):
    """帮助 for any role: a clerk may want to know what the administrator can do."""

    def get(self, request: HttpRequest, role: str) -> HttpResponse:
        return self.show_guide(role)
