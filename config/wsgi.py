"""The WSGI application that gunicorn serves; it does not start without its fence and the right keys."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from core.database.fence import refuse_unsafe_role  # noqa: E402  (after the apps are loaded)
from core.fields.startup import refuse_wrong_keys  # noqa: E402

refuse_unsafe_role()
refuse_wrong_keys()
