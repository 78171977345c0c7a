"""Services over a fresh database and the fake coder."""

import pytest
from sqlalchemy import Engine

from app.services.evidence import EvidenceService
from app.services.ingest import IngestService
from tests.services.fake import FakeCoder


@pytest.fixture
def coder() -> FakeCoder:
    return FakeCoder()


@pytest.fixture
def service(engine: Engine, coder: FakeCoder) -> IngestService:
    return IngestService(engine, coder, coder_version=coder.version, batch=3)


@pytest.fixture
def evidence(engine: Engine) -> EvidenceService:
    return EvidenceService(engine)
