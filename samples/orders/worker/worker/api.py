"""The worker's own small API, called by the office."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware

from .auth import OfficeUser, office_user
from .invoices import find_invoice, mark_paid, open_invoices
from .models import Invoice

app = FastAPI(title="Harbour worker")

app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_credentials=True,
    allow_methods=["*"],
)


@app.get("/healthz")
def healthz() -> dict[str, bool]:
    return {"ok": True}


@app.get("/invoices")
def list_invoices(user: Annotated[OfficeUser, Depends(office_user)]) -> list[Invoice]:
    return open_invoices()


@app.get("/invoices/{invoice_id}")
def get_invoice(invoice_id: str, user: Annotated[OfficeUser, Depends(office_user)]) -> Invoice:
    invoice = find_invoice(invoice_id)
    if invoice is None:
        raise HTTPException(status_code=404, detail="no such invoice")
    return invoice


@app.post("/invoices/{invoice_id}/paid")
def set_paid(invoice_id: str) -> None:
    mark_paid(invoice_id)
