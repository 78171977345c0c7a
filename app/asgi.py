"""The application for an ASGI server: ``uvicorn app.asgi:app``. Settings come from the environment.

Nobody tells the application where that server listens: unless ``ENTENTE_HOST`` says so, it counts as everywhere, and writes
need keys.
"""

from app.main import create_app
from app.settings import Settings

_settings = Settings.read()
if "host" not in _settings.model_fields_set:
    _settings = _settings.model_copy(update={"host": ""})
app = create_app(_settings)
