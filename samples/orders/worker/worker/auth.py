import hmac
import os
from dataclasses import dataclass
from typing import Annotated

from fastapi import Header, HTTPException


@dataclass(frozen=True)
class OfficeUser:
    name: str


def office_user(authorization: Annotated[str, Header()] = "") -> OfficeUser:
    """Refuses a request without the office's token."""
    expected = f"Bearer {os.environ['OFFICE_TOKEN']}"
    if not hmac.compare_digest(authorization, expected):
        raise HTTPException(status_code=401, detail="sign in first")
    return OfficeUser(name="office")
