"""The RO-Crate validator, told the RO-Crate 1.1 context that it otherwise asks the network for."""

import json
from pathlib import Path

import pytest
import rocrate
from requests import Response
from rocrate_validator import services
from rocrate_validator.models import Severity, ValidationSettings
from rocrate_validator.utils.http import HttpRequester

PROFILE = "workflow-run-crate"
VOCABULARY = Path(rocrate.__file__).parent / "data/ro-crate.jsonld"
CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def context_1_1():
    """The terms of the newest context, those of Bioschemas under the addresses they had in 1.1."""
    document = json.loads(VOCABULARY.read_text())
    terms = document["@context"]
    moved = {
        name: address.replace("bioschemas.org/terms/", "bioschemas.org/") for name, address in terms.items()
    }
    return {"@context": moved}


def _answer(_, address, **__):
    """What the network would answer: the context, and nothing else."""
    response = Response()
    response.url = address
    response.headers["Content-Type"] = "application/ld+json"
    response.status_code = 200 if address == CONTEXT else 404
    response._content = json.dumps(context_1_1()).encode() if address == CONTEXT else b""
    return response


def profile_faults(folder):
    """What the Workflow Run Crate profile, and those it rests on, require and a crate lacks."""
    settings = ValidationSettings(
        rocrate_uri=str(folder), profile_identifier=PROFILE, requirement_severity=Severity.REQUIRED
    )
    with pytest.MonkeyPatch.context() as patch:
        for method in ("get", "head"):
            patch.setattr(HttpRequester, method, _answer, raising=False)
        return sorted({issue.message for issue in services.validate(settings).get_issues()})
